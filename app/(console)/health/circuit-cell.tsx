import { cn } from '@cloudflare/kumo/utils';
import { CircuitBadge } from '#app/_ui/health-badge.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import type { Circuit } from '#lib/console/circuits/schema.ts';
import { shortInstance, stateWords } from './circuit-words.ts';

/** The edge of a cell in the colour of its state, so that trouble is seen before it is read. */
const edge = {
  closed: 'border-s-ok-fill',
  half_open: 'border-s-degraded-fill',
  open: 'border-s-failed-fill',
  forced_open: 'border-s-failed-fill',
} as const satisfies Record<Circuit['state'], string>;

const Next = ({ circuit }: { readonly circuit: Circuit }) => {
  switch (circuit.state) {
    case 'closed':
      return null;
    case 'half_open':
      return <>one probe decides</>;
    case 'open':
      if (circuit.next_probe_at === null) return null;
      // The cooldown is over, and no call has come since that could be the probe.
      if (Date.parse(circuit.next_probe_at) <= Date.now()) return <>the next call probes it</>;
      return (
        <>
          next probe <RelativeTime iso={circuit.next_probe_at} />
        </>
      );
    case 'forced_open':
      return circuit.forced_until === null ? (
        <>until lifted</>
      ) : (
        <>
          ends <RelativeTime iso={circuit.forced_until} />
        </>
      );
    default:
      return circuit.state satisfies never;
  }
};

/** One circuit in one gateway: its state, since when, why, what next. */
export const CircuitCell = ({
  instance,
  circuit,
}: {
  readonly instance: string;
  /** Null when this gateway has not called the target yet. */
  readonly circuit: Circuit | null;
}) => {
  const why = circuit === null ? null : stateWords(circuit);
  return (
    <li
      className={cn(
        'flex min-w-0 flex-col gap-0.5 rounded border border-s-3 border-kumo-line px-2.5 py-1.5 text-sm',
        circuit === null ? 'border-s-skipped-fill' : edge[circuit.state],
      )}
    >
      <div className="flex items-baseline justify-between gap-2">
        <CircuitBadge state={circuit?.state ?? null} />
        <span className="font-mono text-xs text-kumo-subtle" title={instance}>
          {shortInstance(instance)}
        </span>
      </div>
      {circuit !== null && (
        <p className="text-kumo-subtle">
          {why !== null && <span className="text-kumo-default">{why}, </span>}
          <RelativeTime iso={circuit.since} />
          {circuit.state !== 'closed' && (
            <>
              {' · '}
              <Next circuit={circuit} />
            </>
          )}
        </p>
      )}
    </li>
  );
};
