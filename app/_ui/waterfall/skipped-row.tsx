import type { RequestDetail } from '#lib/console/requests/schema.ts';
import { skipExplanation } from '../failure-words.ts';
import { readableTimes } from '../format-time.ts';
import { StatusBadge } from '../status-badge.tsx';
import type { WaterfallTick } from './lay-out-waterfall.ts';
import { rowGrid } from './row-grid.ts';
import { Track } from './track.tsx';

/** A target that was passed over: who, why, and a dashed line where its bar would be. */
export const SkippedRow = ({
  skip,
  ticks,
}: {
  readonly skip: RequestDetail['skipped'][number];
  readonly ticks: readonly WaterfallTick[];
}) => {
  const { why, tone } = skipExplanation(skip.reason);
  return (
    <li className={`${rowGrid} border-b border-kumo-hairline last:border-b-0`}>
      <div className="flex min-w-0 flex-col gap-0.5 py-2.5">
        <span className="truncate font-mono text-sm text-kumo-default" title={skip.target}>
          {skip.target}
        </span>
        <span className="flex flex-wrap items-center gap-x-2 text-sm">
          <StatusBadge tone={tone}>Passed over</StatusBadge>
          <span className="text-kumo-subtle">
            {why}
            {skip.detail && ` (${readableTimes(skip.detail)})`}
          </span>
        </span>
      </div>
      <Track ticks={ticks}>
        <span className="absolute inset-x-0 top-1/2 border-t-2 border-dashed border-skipped-fill/60" />
      </Track>
      <span className="py-2.5 text-end text-sm text-kumo-subtle md:self-center">not called</span>
    </li>
  );
};
