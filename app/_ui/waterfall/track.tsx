import type { ReactNode } from 'react';
import type { WaterfallTick } from './lay-out-waterfall.ts';

/** The time axis behind a row, with its round marks. Decoration: the row says everything in words too. */
export const Track = ({
  ticks,
  children,
}: {
  readonly ticks: readonly WaterfallTick[];
  readonly children: ReactNode;
}) => (
  <div
    aria-hidden
    className="relative order-last col-span-2 mt-2 h-6 md:order-none md:col-span-1 md:mt-0 md:h-full md:min-h-12"
  >
    {ticks.map((tick) => (
      <span
        key={tick.ms}
        className="absolute inset-y-0 w-px bg-kumo-hairline"
        style={{ left: `${tick.at}%` }}
      />
    ))}
    {children}
  </div>
);
