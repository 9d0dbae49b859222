import type { AttemptItem, RequestDetail } from '#lib/console/requests/schema.ts';
import { formatDuration } from '../format-duration.ts';
import { AttemptRow } from './attempt-row.tsx';
import { type Waterfall as Layout, layOutWaterfall } from './lay-out-waterfall.ts';
import { rowGrid } from './row-grid.ts';
import { SkippedRow } from './skipped-row.tsx';

const layOut = (request: RequestDetail): Layout =>
  layOutWaterfall(
    request.attempts.map((attempt: AttemptItem) => ({
      target: `${attempt.provider}/${attempt.model}`,
      startMs: attempt.started_offset_ms,
      durationMs: attempt.duration_ms,
      firstTokenMs:
        attempt.first_token_ms === null ? null : attempt.started_offset_ms + attempt.first_token_ms,
    })),
    request.duration_ms,
  );

const Axis = ({ layout }: { readonly layout: Layout }) => (
  <div aria-hidden className={`${rowGrid} hidden border-b border-kumo-hairline py-1.5 md:grid`}>
    <span className="text-sm text-kumo-subtle">Target</span>
    <div className="relative h-5">
      {layout.ticks.map((tick) => (
        <span
          key={tick.ms}
          className="absolute text-sm whitespace-nowrap text-kumo-subtle"
          style={{ left: `${tick.at}%`, transform: tick.at > 95 ? 'translateX(-100%)' : 'translateX(4px)' }}
        >
          {formatDuration(tick.ms)}
        </span>
      ))}
    </div>
    <span className="text-end text-sm text-kumo-subtle">Duration</span>
  </div>
);

const Legend = () => (
  <ul className="flex flex-wrap gap-x-5 gap-y-1 border-t border-kumo-hairline px-4 py-2 text-sm text-kumo-subtle">
    <li className="flex items-center gap-1.5">
      <span aria-hidden className="h-2.5 w-5 rounded-sm bg-ok-fill/40" /> waiting for the first token
    </li>
    <li className="flex items-center gap-1.5">
      <span aria-hidden className="h-2.5 w-5 rounded-sm bg-ok-fill" /> answering
    </li>
    <li className="flex items-center gap-1.5">
      <span aria-hidden className="h-2.5 w-5 rounded-sm bg-failed-fill" /> failed
    </li>
    <li className="flex items-center gap-1.5">
      <span aria-hidden className="w-5 border-t-2 border-dashed border-skipped-fill" /> passed over, not
      called
    </li>
  </ul>
);

/** One request as it happened: skipped targets first, then each upstream call on a common time axis. */
export const Waterfall = ({ request }: { readonly request: RequestDetail }) => {
  const layout = layOut(request);
  return (
    <div className="flex min-w-0 flex-col">
      <Axis layout={layout} />
      <ol className="relative flex flex-col">
        {request.skipped.map((skip) => (
          <SkippedRow key={skip.target} skip={skip} ticks={layout.ticks} />
        ))}
        {request.attempts.map((attempt, index) => {
          const bar = layout.bars[index];
          return (
            bar && (
              <AttemptRow
                key={attempt.index}
                attempt={attempt}
                bar={bar}
                before={layout.bars[index - 1] ?? null}
                moves={index + 1 < request.attempts.length}
                ticks={layout.ticks}
              />
            )
          );
        })}
      </ol>
      <Legend />
    </div>
  );
};
