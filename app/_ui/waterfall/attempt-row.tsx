import { cn } from '@cloudflare/kumo/utils';
import { ArrowBendDownRightIcon } from '@phosphor-icons/react';
import type { AttemptItem } from '#lib/console/requests/schema.ts';
import { attemptLabel } from '../attempt-words.ts';
import { formatDuration } from '../format-duration.ts';
import { StatusBadge } from '../status-badge.tsx';
import { type Tone, toneFill } from '../tone.ts';
import type { WaterfallBar, WaterfallTick } from './lay-out-waterfall.ts';
import { rowGrid } from './row-grid.ts';
import { Track } from './track.tsx';

const toneOf = (attempt: AttemptItem): Tone => {
  if (attempt.kind === null) return 'ok';
  return attempt.kind === 'client_closed' ? 'skipped' : 'failed';
};

const linkWord = { start: null, retry: 'Retry', failover: 'Failover' } as const satisfies Record<
  WaterfallBar['link'],
  string | null
>;

/** The first half of the way to the next call: down from the end of this one. */
const Departure = ({ bar }: { readonly bar: WaterfallBar }) => (
  <span
    className="absolute top-1/2 bottom-0 border-l-[1.5px] border-kumo-contrast/50"
    style={{ left: `calc(${bar.left + bar.width}% - 1px)` }}
  />
);

/** The second half: down from the end of the call before, and across to the start of this one. */
const Arrival = ({ bar, before }: { readonly bar: WaterfallBar; readonly before: WaterfallBar }) => {
  const from = before.left + before.width;
  return (
    <>
      <span
        className="absolute -top-px bottom-1/2 border-l-[1.5px] border-kumo-contrast/50"
        style={{ left: `calc(${from}% - 1px)` }}
      />
      <span
        className="absolute top-1/2 border-t-[1.5px] border-dashed border-kumo-contrast/50"
        style={{ left: `${from}%`, width: `${Math.max(0, bar.left - from)}%` }}
      />
      <span
        className="absolute top-1/2 h-0 w-0 -translate-x-full -translate-y-1/2 border-y-4 border-l-[5px] border-y-transparent border-l-kumo-contrast/60"
        style={{ left: `${bar.left}%` }}
      />
    </>
  );
};

const Bar = ({ bar, tone }: { readonly bar: WaterfallBar; readonly tone: Tone }) => {
  const streamed = bar.firstToken !== null && bar.firstToken < bar.left + bar.width;
  return (
    <>
      <span
        className={cn(
          'absolute top-1/2 h-3.5 -translate-y-1/2 rounded-sm',
          toneFill[tone],
          streamed && 'opacity-40',
        )}
        style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
      />
      {streamed && bar.firstToken !== null && (
        <>
          <span
            className={cn('absolute top-1/2 h-3.5 -translate-y-1/2 rounded-r-sm', toneFill[tone])}
            style={{ left: `${bar.firstToken}%`, width: `${bar.left + bar.width - bar.firstToken}%` }}
          />
          <span
            className="absolute top-1/2 h-5 w-0.5 -translate-y-1/2 rounded bg-kumo-contrast"
            style={{ left: `calc(${bar.firstToken}% - 1px)` }}
          />
        </>
      )}
    </>
  );
};

const facts = (attempt: AttemptItem) =>
  [
    attempt.status === null ? 'no answer' : `HTTP ${attempt.status}`,
    attempt.credential && `credential ${attempt.credential}`,
    attempt.first_token_ms !== null && `first token after ${formatDuration(attempt.first_token_ms)}`,
  ].filter(Boolean);

/** One upstream call: who, how it ended and why, and its bar. */
export const AttemptRow = ({
  attempt,
  bar,
  before,
  moves,
  ticks,
}: {
  readonly attempt: AttemptItem;
  readonly bar: WaterfallBar;
  readonly before: WaterfallBar | null;
  /** Whether another call follows. */
  readonly moves: boolean;
  readonly ticks: readonly WaterfallTick[];
}) => {
  const tone = toneOf(attempt);
  const link = linkWord[bar.link];
  return (
    <li className={`${rowGrid} border-b border-kumo-hairline last:border-b-0`}>
      <div className="flex min-w-0 flex-col gap-0.5 py-2.5">
        {link && (
          <span className="flex items-center gap-1 text-sm text-kumo-subtle">
            <ArrowBendDownRightIcon size={12} aria-hidden />
            {link}
            {bar.waitedMs >= 1 && ` after waiting ${formatDuration(bar.waitedMs)}`}
          </span>
        )}
        <span
          className="truncate font-mono text-sm font-medium text-kumo-strong"
          title={`${attempt.provider}/${attempt.model}`}
        >
          {attempt.provider}/{attempt.model}
        </span>
        <span className="flex flex-wrap items-center gap-x-2 text-sm">
          <StatusBadge tone={tone}>{attemptLabel(attempt)}</StatusBadge>
          <span className="text-kumo-subtle">{facts(attempt).join(' · ')}</span>
        </span>
        {attempt.message && <span className="text-sm break-words text-kumo-default">{attempt.message}</span>}
      </div>
      <Track ticks={ticks}>
        {moves && <Departure bar={bar} />}
        {before && <Arrival bar={bar} before={before} />}
        <Bar bar={bar} tone={tone} />
      </Track>
      <span className="py-2.5 text-end font-medium tabular-nums md:self-center">
        {formatDuration(attempt.duration_ms)}
      </span>
    </li>
  );
};
