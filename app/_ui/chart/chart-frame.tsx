import type { ReactNode } from 'react';
import { Panel } from '../panel.tsx';

/** What a colour of the chart stands for. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
}

const Legend = ({ entries }: { readonly entries: readonly LegendEntry[] }) => (
  <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-kumo-subtle">
    {entries.map((entry) => (
      <li key={entry.label} className="flex items-center gap-1.5">
        <span aria-hidden className="size-2.5 rounded-xs" style={{ background: entry.colour }} />
        {entry.label}
      </li>
    ))}
  </ul>
);

/** A chart with its legend, and the same figures as a table for whoever wants to read or click them. */
export const ChartFrame = ({
  title,
  note,
  legend,
  table,
  children,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly legend: readonly LegendEntry[];
  readonly table: ReactNode;
  readonly children: ReactNode;
}) => (
  <Panel title={title} note={note} aside={<Legend entries={legend} />}>
    <div aria-hidden className="h-52 w-full">
      {children}
    </div>
    <details className="mt-3 text-sm">
      <summary className="w-fit cursor-pointer text-kumo-subtle hover:text-kumo-default">As a table</summary>
      <div className="mt-2 max-h-64 overflow-auto">{table}</div>
    </details>
  </Panel>
);
