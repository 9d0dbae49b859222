'use client';

import { Button, buttonVariants } from '@cloudflare/kumo/components/button';
import { Input } from '@cloudflare/kumo/components/input';
import { Select } from '@cloudflare/kumo/components/select';
import { DownloadSimpleIcon } from '@phosphor-icons/react';
import type { FormEvent } from 'react';
import { queryString } from '#app/_ui/api-client.ts';
import { groupingLabel } from './group-words.ts';
import type { Spending } from './queries.ts';
import { type Bucket, groupByParam, type Measure } from './search-params.ts';
import { bucketFor, daysOf, fitsHours } from './spend-range.ts';
import { SpendRangePicker } from './spend-range-picker.tsx';
import type { SpendState } from './use-spend-state.ts';

const measureLabel = {
  cost: 'Cost',
  requests: 'Requests',
  tokens: 'Tokens',
} as const satisfies Record<Measure, string>;

const bucketLabel = { hour: 'Hours', day: 'Days' } as const satisfies Record<Bucket, string>;

const Choice = <T extends string>({
  label,
  value,
  items,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly items: Readonly<Partial<Record<T, string>>>;
  readonly onChange: (value: T) => void;
}) => (
  <div className="flex items-center gap-2 text-sm text-kumo-subtle">
    <span aria-hidden>{label}</span>
    <Select
      size="sm"
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as T)}
      items={items as Record<string, string>}
    >
      {Object.entries(items).map(([name, text]) => (
        <Select.Option key={name} value={name}>
          {String(text)}
        </Select.Option>
      ))}
    </Select>
  </div>
);

/** The tag's name, taken over when it is complete: each letter on the way would be a question of its own. */
const TagName = ({ view: [state, setState] }: { readonly view: SpendState }) => {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const tag = String(new FormData(event.currentTarget).get('tag')).trim();
    void setState({ tag: tag === '' ? null : tag });
  };
  return (
    <form key={state.tag} onSubmit={submit} className="flex items-center gap-1">
      <Input
        size="sm"
        name="tag"
        aria-label="Name of the tag"
        placeholder="project"
        className="w-32 font-mono"
        maxLength={256}
        defaultValue={state.tag}
      />
      <Button type="submit" size="sm" variant="ghost">
        Group
      </Button>
    </form>
  );
};

/** First and last day as they stand in the file's name. */
const fileDays = ({ from, to }: Spending['summary']) => {
  const { first, last } = daysOf({ from: new Date(from), to: new Date(to) });
  return first === last ? first : `${first}-to-${last}`;
};

/** The whole range as a file, with the bounds that the page shows. */
const CsvLink = ({ spending: { grouping, summary } }: { readonly spending: Spending }) => (
  <a
    download={`spend-by-${groupByParam(grouping).replace(/[^\w-]+/g, '-')}-${fileDays(summary)}.csv`}
    href={`/api/console/spend${queryString({
      from: summary.from,
      to: summary.to,
      group_by: groupByParam(grouping),
      bucket: summary.bucket,
      time_zone: summary.time_zone,
      format: 'csv',
    })}`}
    className={buttonVariants({ size: 'sm' })}
  >
    <DownloadSimpleIcon aria-hidden />
    CSV
  </a>
);

/** What the page shows and how: grouping, hours or days, range; and the same as a file. */
export const SpendControls = ({
  view,
  spending,
}: {
  readonly view: SpendState;
  /** What is shown; undefined until the first answer. */
  readonly spending: Spending | undefined;
}) => {
  const [state, setState] = view;
  const offered = fitsHours(state) ? bucketLabel : { day: bucketLabel.day };
  return (
    <search aria-label="What is shown" className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Choice
        label="Group by"
        value={state.group}
        items={groupingLabel}
        onChange={(group) => void setState({ group })}
      />
      {state.group === 'tag' && <TagName view={view} />}
      <Choice
        label="Bars"
        value={bucketFor(state, state.bucket)}
        items={offered}
        onChange={(bucket) => void setState({ bucket })}
      />
      <Choice
        label="Show"
        value={state.show}
        items={measureLabel}
        onChange={(show) => void setState({ show })}
      />
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <SpendRangePicker view={view} />
        {spending && <CsvLink spending={spending} />}
      </div>
    </search>
  );
};
