import type { ReactNode } from 'react';

/** Figures side by side, divided by hairlines. */
export const Figures = ({ children }: { readonly children: ReactNode }) => (
  <dl className="grid grid-cols-2 gap-px overflow-clip rounded-lg border border-kumo-line bg-kumo-base sm:grid-cols-3 xl:grid-flow-col xl:auto-cols-fr xl:grid-cols-none">
    {children}
  </dl>
);

/** One figure with its name and a quiet line that explains it. */
export const Figure = ({
  label,
  children,
  note,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly note?: ReactNode;
}) => (
  <div className="flex min-w-0 flex-col gap-1 px-4 py-3 outline-1 outline-kumo-hairline">
    <dt className="text-sm text-kumo-subtle">{label}</dt>
    <dd className="flex min-w-0 flex-col gap-0.5">
      <span className="truncate text-lg font-semibold tracking-tight text-kumo-strong tabular-nums">
        {children}
      </span>
      {note && <span className="text-sm text-kumo-subtle">{note}</span>}
    </dd>
  </div>
);
