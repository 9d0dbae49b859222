import type { Target } from '../configuration.ts';
import { estimatedUsage, estimateTokens } from '../pricing/token-usage.ts';
import type { TokenUsage } from '../request-record.ts';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import { createContinuationComparison } from './continuation-comparison.ts';
import { continuedRequest } from './continued-request.ts';
import type { Joining } from './joining.ts';
import { type RecoveryChoice, recoveryTargets } from './recovery-targets.ts';
import { createReplayComparison } from './replay-comparison.ts';
import { createUsageShift } from './usage-shift.ts';

/** One way to complete an answer whose stream broke: whom to ask, for what, and how to join it. */
export interface RecoveryMethod {
  /** In the order to ask them; may be empty. */
  readonly targets: readonly Target[];
  readonly request: ChatCompletionRequest;
  /** The request ends with the partial answer. */
  readonly continuesAnswer: boolean;
  /** Rough count of its prompt. */
  readonly inputTokens: number;
  /** Held against one leg. */
  join(): Joining;
  /** Whether a target's answer agreed. */
  note(target: Target, agreed: boolean): void;
  /** The usage of the whole answer, from that of the leg that completed it. */
  answerUsage(usage: TokenUsage): TokenUsage;
}

/** The route's way after `broken` broke; null when there is nothing that could be compared or continued. */
export function recoveryMethod(choice: RecoveryChoice, broken: Target): RecoveryMethod | null {
  const { streamRecovery } = choice.plan.route;
  if (!choice.transcript.comparable) return null;
  if (streamRecovery === 'replay') return replay(choice, broken);
  return streamRecovery === 'continue' ? continuation(choice, broken) : null;
}

/** Whether a target goes on from a partial answer. Of a model that nothing is known of it is not assumed: most refuse, or start over. */
export const takesPrefill = ({ facts }: Target) => facts.capabilities?.has('assistant_prefill') === true;

/** An answer that broke may be anywhere: taken as half done, there is as much to come as there is. */
const charactersOf = ({ runs }: RecoveryChoice['transcript']) =>
  runs.reduce((sum, { text }) => sum + text.length, 0);

/** Another target says the whole answer again. */
function replay(choice: RecoveryChoice, broken: Target): RecoveryMethod {
  const { plan, request, agreement, transcript } = choice;
  const { inputTokens } = plan;
  const usage = { ...estimatedUsage(inputTokens, 0), output: estimateTokens(2 * charactersOf(transcript)) };
  const fits = ({ id }: Target) => agreement.worthTrying(broken.id, id);
  return {
    targets: recoveryTargets(choice, broken, { fits, usage }),
    request,
    continuesAnswer: false,
    inputTokens,
    join: () => createReplayComparison(transcript),
    note: ({ id }, agreed) => agreement.note(broken.id, id, agreed),
    // A replay says all of it.
    answerUsage: (own) => own,
  };
}

/** Another target goes on from what there is. */
function continuation(choice: RecoveryChoice, broken: Target): RecoveryMethod | null {
  const { plan, transcript } = choice;
  const continued = continuedRequest(choice.request, transcript);
  if (continued === null) return null;
  const { request, prefill, withheld, partialCharacters } = continued;
  const inputTokens = plan.inputTokens + estimateTokens(partialCharacters);
  const usage = estimatedUsage(inputTokens, partialCharacters);
  const fits = (target: Target) =>
    takesPrefill(target) && inputTokens < (target.facts.contextWindow ?? Number.POSITIVE_INFINITY);
  const shift = createUsageShift(partialCharacters);
  return {
    targets: recoveryTargets(choice, broken, { fits, usage }),
    request,
    continuesAnswer: true,
    inputTokens,
    join: () => createContinuationComparison({ transcript, prefill, withheld, shift }),
    // Nothing is learnt of the pair: a continuation agrees by its form, whatever it goes on to say.
    note: () => {},
    answerUsage: shift.record,
  };
}
