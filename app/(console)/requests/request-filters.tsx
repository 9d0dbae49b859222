'use client';

import { Input } from '@cloudflare/kumo/components/input';
import type { ReactNode } from 'react';
import { failureChoices } from '#app/_ui/failure-words.ts';
import { type Filter, FilterBar } from '#app/_ui/filter-bar.tsx';
import { statusWord } from '#app/_ui/request-status.tsx';
import { requestStatuses } from '#lib/console/requests/schema.ts';
import { useFilterChoices } from './queries.ts';
import { type ListFilter, noFilters } from './search-params.ts';
import type { RequestsState } from './use-requests-state.ts';

const labels = {
  status: 'Status',
  route: 'Route',
  provider: 'Provider',
  model: 'Model',
  key: 'Key',
  team: 'Team',
  error_kind: 'Error',
} as const satisfies Record<ListFilter, string>;

const statusChoices = requestStatuses.map((value) => ({ value, label: statusWord[value] }));

const yesNo = (
  facts: { name: 'failed_over' | 'stream'; label: string; yes: string; no: string },
  [state, setState]: RequestsState,
): Filter => ({
  name: facts.name,
  label: facts.label,
  values: state[facts.name] === null ? [] : [String(state[facts.name])],
  choices: [
    { value: 'true', label: facts.yes },
    { value: 'false', label: facts.no },
  ],
  onChange: (values) => {
    const last = values.at(-1);
    void setState({ [facts.name]: last === undefined ? null : last === 'true' });
  },
});

const useFilters = (view: RequestsState): Filter[] => {
  const [state, setState] = view;
  const choices = useFilterChoices();
  const models = state.model.map((value) => ({ value, label: value }));
  const offered = {
    ...choices,
    status: statusChoices,
    error_kind: failureChoices,
    model: models,
  };
  const listed = (Object.keys(labels) as ListFilter[])
    .filter((name) => name !== 'model' || models.length > 0)
    .map(
      (name): Filter => ({
        name,
        label: labels[name],
        values: state[name],
        choices: offered[name],
        onChange: (values) => void setState({ [name]: values.length === 0 ? null : values }),
      }),
    );
  return [
    ...listed,
    yesNo({ name: 'failed_over', label: 'Failover', yes: 'Failed over', no: 'First try' }, view),
    yesNo({ name: 'stream', label: 'Streaming', yes: 'Streamed', no: 'Whole answer' }, view),
  ];
};

/** Narrows the log. */
export const RequestFilterBar = ({
  view,
  children,
}: {
  readonly view: RequestsState;
  readonly children: ReactNode;
}) => {
  const [state, setState] = view;
  return (
    <FilterBar filters={useFilters(view)} onClear={() => void setState(noFilters)}>
      <Input
        size="sm"
        aria-label="Request id"
        placeholder="req_…"
        className="w-36 font-mono"
        value={state.q}
        onChange={(event) => void setState({ q: event.target.value || null }, { history: 'replace' })}
      />
      {children}
    </FilterBar>
  );
};
