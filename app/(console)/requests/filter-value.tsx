'use client';

import type { ListFilter } from './search-params.ts';

/** A value of the log that narrows it to itself on click. */
export const FilterValue = ({
  name,
  value,
  children,
  onFilter,
}: {
  readonly name: ListFilter;
  /** Null when there is nothing to filter by. */
  readonly value: string | null;
  readonly children: string;
  readonly onFilter: (name: ListFilter, value: string) => void;
}) =>
  value === null ? (
    <span className="block truncate">{children}</span>
  ) : (
    <button
      type="button"
      onClick={() => onFilter(name, value)}
      title={`Only ${name.replace('_', ' ')} ${value}`}
      className="relative z-1 block max-w-full cursor-pointer truncate rounded-xs text-start decoration-dotted underline-offset-2 hover:underline focus-visible:outline-2 focus-visible:outline-kumo-focus"
    >
      {children}
    </button>
  );
