import { failureLabel } from '#app/_ui/failure-words.ts';
import type { Circuit, CircuitEventItem } from '#lib/console/circuits/schema.ts';
import type { FailureKind } from '#lib/gateway/errors.ts';
import type { TransitionReason } from '#lib/gateway/resilience/circuit-transition.ts';

/** How each rule that changes a circuit reads; failures have their own words. */
const ruleWords = {
  cooldown_over: 'The cooldown is over: one call tries it',
  probe_succeeded: 'The probe succeeded',
  call_succeeded: 'A call succeeded although it was open',
  reset: 'Reset by an operator',
  released: 'Lifted by an operator',
  expired: 'The order ran out',
} as const satisfies Record<Exclude<TransitionReason, FailureKind>, string>;

const isRule = (reason: string): reason is keyof typeof ruleWords => Object.hasOwn(ruleWords, reason);

const quoted = (words: string | null) => (words === null ? 'Ordered by an operator' : `“${words}”`);

/** Why a circuit changed, in a few words. An operator's own are quoted. */
export const changeWords = ({ to_state, reason }: Pick<CircuitEventItem, 'to_state' | 'reason'>): string => {
  if (to_state === 'forced_open') return quoted(reason);
  if (reason === null) return '';
  return isRule(reason) ? ruleWords[reason] : failureLabel(reason);
};

/** Why a circuit is as it is; null when calls pass and there is nothing to say. */
export const stateWords = ({ state, reason, ordered_by }: Circuit): string | null => {
  switch (state) {
    case 'closed':
      return null;
    case 'open':
    case 'half_open':
      return reason === null ? null : failureLabel(reason);
    case 'forced_open':
      return ordered_by === null ? quoted(reason) : `By ${ordered_by}`;
    default:
      return state satisfies never;
  }
};

/** The end of a gateway's id: enough to tell a few from one another. */
export const shortInstance = (id: string): string => `…${id.slice(-5)}`;
