'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { DropdownMenu } from '@cloudflare/kumo/components/dropdown';
import { FunnelSimpleIcon, XIcon } from '@phosphor-icons/react';
import type { ReactNode } from 'react';

/** A filter that takes any of several values. */
export interface Filter {
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
  /** What can be chosen; values that are set but not in here can still be removed. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (values: string[]) => void;
}

const toggled = (values: readonly string[], value: string) =>
  values.includes(value) ? values.filter((one) => one !== value) : [...values, value];

const labelOf = (filter: Filter, value: string) =>
  filter.choices.find((choice) => choice.value === value)?.label ?? value;

const FilterMenu = ({ filter }: { readonly filter: Filter }) => (
  <DropdownMenu>
    <DropdownMenu.Trigger
      render={
        <Button size="sm" variant="outline">
          {filter.label}
          {filter.values.length > 0 && (
            <span className="rounded bg-kumo-tint px-1 text-xs">{filter.values.length}</span>
          )}
        </Button>
      }
    />
    <DropdownMenu.Content className="max-h-96 overflow-y-auto">
      {filter.choices.length === 0 && <DropdownMenu.Item disabled>Nothing to choose yet</DropdownMenu.Item>}
      {filter.choices.map((choice) => (
        <DropdownMenu.CheckboxItem
          key={choice.value}
          checked={filter.values.includes(choice.value)}
          closeOnClick={false}
          onCheckedChange={() => filter.onChange(toggled(filter.values, choice.value))}
        >
          {choice.label}
        </DropdownMenu.CheckboxItem>
      ))}
    </DropdownMenu.Content>
  </DropdownMenu>
);

const ActiveFilter = ({ filter, value }: { readonly filter: Filter; readonly value: string }) => (
  <li>
    <button
      type="button"
      onClick={() => filter.onChange(filter.values.filter((one) => one !== value))}
      className="inline-flex h-6.5 max-w-72 cursor-pointer items-center gap-1.5 rounded-md bg-kumo-tint px-2 text-sm hover:bg-kumo-fill focus-visible:outline-2 focus-visible:outline-kumo-focus"
    >
      <span className="sr-only">Remove the filter</span>
      <span className="text-kumo-subtle">{filter.label}</span>
      <span className="truncate">{labelOf(filter, value)}</span>
      <XIcon size={11} aria-hidden className="shrink-0" />
    </button>
  </li>
);

/** The one filter bar: a menu per filter, what is set as removable values, and a way to clear all. */
export const FilterBar = ({
  filters,
  onClear,
  children,
}: {
  readonly filters: readonly Filter[];
  readonly onClear: () => void;
  /** Controls of the page itself, such as the range or live mode. */
  readonly children?: ReactNode;
}) => {
  const active = filters.flatMap((filter) => filter.values.map((value) => ({ filter, value })));
  return (
    <search aria-label="Filters" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <FunnelSimpleIcon aria-hidden className="text-kumo-subtle" />
        {filters.map((filter) => (
          <FilterMenu key={filter.name} filter={filter} />
        ))}
        <div className="ml-auto flex flex-wrap items-center gap-2">{children}</div>
      </div>
      {active.length > 0 && (
        <ul className="flex flex-wrap items-center gap-1.5" aria-label="Filters that are set">
          {active.map(({ filter, value }) => (
            <ActiveFilter key={`${filter.name}=${value}`} filter={filter} value={value} />
          ))}
          <li>
            <Button size="sm" variant="ghost" onClick={onClear}>
              Clear all
            </Button>
          </li>
        </ul>
      )}
    </search>
  );
};
