import type { Effect, FaultCase } from '../fault-case.ts';
import type { FaultRow } from '../row.ts';
import { faultCases } from './fault-cases.ts';
import { type Situation, situations } from './situations.ts';

const allSituations = Object.keys(situations) as Situation[];

/** Each fault in each form: it happens once; it goes on and another target is well; it hits the rescuer of a broken answer. */
export const matrix: readonly FaultRow[] = faultCases.flatMap((fault) =>
  (['whole', 'streamed'] as const).flatMap((mode) => {
    const effect = fault[mode];
    return effect === null
      ? []
      : allSituations.flatMap((situation) => rowOf(fault, effect, { mode, situation }));
  }),
);

function rowOf(
  fault: FaultCase,
  effect: Effect,
  { mode, situation }: { mode: FaultRow['mode']; situation: Situation },
): FaultRow[] {
  // What nobody listens to cannot come back for the second call.
  if (situation === 'retry' && fault.unreachable === true) return [];
  const row = situations[situation](fault, effect, mode);
  return [{ name: `${fault.name}, ${situation}, ${mode}`, group: situation, mode, ...row }];
}
