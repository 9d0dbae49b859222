import type { AttemptItem } from '#lib/console/requests/schema.ts';
import { saysDisagreement } from '#lib/gateway/recovery/disagreement-message.ts';
import { failureLabel } from './failure-words.ts';

type EndedAttempt = Pick<AttemptItem, 'kind' | 'message'>;

/** A replay that said something else, so that the gateway ended it. It has the kind of a call whose caller left. */
export const isEndedReplay = ({ kind, message }: EndedAttempt): boolean =>
  kind === 'client_closed' && saysDisagreement(message);

/** How an attempt ended, in a few words for its badge. */
export const attemptLabel = (attempt: EndedAttempt): string => {
  if (attempt.kind === null) return 'Answered';
  return isEndedReplay(attempt) ? 'Answer differed' : failureLabel(attempt.kind);
};
