'use client';

import { Autocomplete } from '@cloudflare/kumo/components/autocomplete';
import { Button } from '@cloudflare/kumo/components/button';
import { PlusIcon } from '@phosphor-icons/react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useWatch } from 'react-hook-form';
import type { TargetList } from '#lib/console/routes/schema.ts';
import { useAdapters, useProviders, useRoutes } from '../queries.ts';
import type { RouteForm } from './route-form.ts';
import { type KnownTargets, targetProblem, targetSuggestions } from './target-suggestions.ts';

const useKnown = (self: string): KnownTargets => {
  const providers = useProviders().data?.items;
  const adapters = useAdapters().data?.items;
  const routes = useRoutes().data?.items;
  return useMemo(
    () => ({ providers: providers ?? [], adapters: adapters ?? [], routes: routes ?? [], self }),
    [providers, adapters, routes, self],
  );
};

/** Adds a target to the end of a list, with suggestions from the catalogue. */
export const AddTarget = ({
  list,
  label,
  chain,
  onAdd,
}: {
  readonly list: TargetList;
  readonly label: string;
  /** What the list holds already. */
  readonly chain: readonly string[];
  readonly onAdd: (target: string) => void;
}) => {
  const self = useWatch<RouteForm, 'name'>({ name: 'name' });
  // A chain cannot contain itself; that a request falls back to the rest of its own chain makes sense.
  const known = useKnown(list === 'targets' ? (self ?? '') : '');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const suggestions = useMemo(
    () => targetSuggestions(known).filter((target) => !chain.includes(target)),
    [known, chain],
  );
  const add = () => {
    const target = typed.trim();
    const wrong = targetProblem(target, known, chain);
    setProblem(wrong);
    if (wrong !== null) return;
    onAdd(target);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    event.preventDefault();
    add();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter in the field adds the target instead of saving the form.
    <div
      className="flex items-end gap-2 border-t border-kumo-hairline bg-kumo-elevated p-3"
      onKeyDown={onKeyDown}
    >
      <div className="min-w-0 flex-1">
        <Autocomplete
          label={label}
          items={suggestions}
          value={typed}
          onValueChange={(value: unknown) => {
            setTyped(String(value));
            setProblem(null);
          }}
          {...(problem === null ? {} : { error: problem })}
        >
          <Autocomplete.InputGroup placeholder="provider/model or route:name" className="font-mono text-sm" />
          <Autocomplete.Content>
            <Autocomplete.Empty>No suggestion; any model name works.</Autocomplete.Empty>
            <Autocomplete.List>
              {(item: string) => (
                <Autocomplete.Item key={item} value={item}>
                  <span className="font-mono text-sm">{item}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Content>
        </Autocomplete>
      </div>
      <Button icon={<PlusIcon />} onClick={add}>
        Add
      </Button>
    </div>
  );
};
