import type { OpenAttempt } from './attempt-ledger.ts';
import type { Route } from './configuration.ts';
import { UpstreamError } from './errors.ts';
import { believedUsage } from './pricing/believed-usage.ts';
import { estimatedUsage } from './pricing/token-usage.ts';
import { createUsageMeter } from './pricing/usage-meter.ts';
import type { RoutePlan } from './router/plan-route.ts';
import type { ChatCompletion, ChatCompletionRequest, FinishReason } from './schema/chat-completion.ts';
import type { CanonicalEvent } from './stream/canonical-events.ts';

/*
 * Some providers say in a 200 that their filter left nothing of the answer (Anthropic `refusal`, Gemini `SAFETY`). That is an answer to
 * hand on, unless the route names who else may be asked: then it is the same as a refusal by status, and paid for.
 */

/** Whose answer it is, and where its cost is written down. */
interface FilteredInput {
  readonly route: Route;
  readonly plan: Pick<RoutePlan, 'inputTokens'>;
  readonly request: ChatCompletionRequest;
}

interface Said {
  readonly content?: string | null;
  readonly tool_calls?: readonly unknown[];
}

/** @throws UpstreamError `content_filtered` when nothing of a whole answer is left and the route has fallbacks for that. */
export function requireUnfiltered(
  { route, plan }: Omit<FilteredInput, 'request'>,
  entry: OpenAttempt,
  { choices, usage }: ChatCompletion,
): void {
  if (!hasFallbacks(route) || !choices.every((choice) => isFiltered(choice.finish_reason, choice.message)))
    return;
  const used = believedUsage(usage, estimatedUsage(plan.inputTokens, 0), entry);
  entry.usedBeforeFailure = () => used;
  throw filtered();
}

/**
 * The same for a stream, judged by all that came up to its first content; null when there is nothing to judge. Of several choices the
 * first to end says nothing about the others.
 */
export function filteredStart(
  { route, plan, request }: FilteredInput,
  entry: OpenAttempt,
): ((held: readonly CanonicalEvent[]) => void) | null {
  if (!hasFallbacks(route) || (request.n ?? 1) > 1) return null;
  return (held) => {
    const choices = held.flatMap(({ chunk }) => chunk.choices);
    const ends = choices.some((choice) => choice.finish_reason === 'content_filter');
    if (!ends || choices.some(({ delta }) => !isSilent(delta))) return;
    const meter = createUsageMeter(plan.inputTokens, entry);
    meter.count(held);
    entry.usedBeforeFailure = meter.usage;
    throw filtered();
  };
}

/** `on_status_codes` has no word for what comes as a success. */
const hasFallbacks = ({ contentPolicyFallbacks, onStatusCodes }: Route) =>
  contentPolicyFallbacks.length > 0 && onStatusCodes === null;

const isFiltered = (reason: FinishReason | null, said: Said) => reason === 'content_filter' && isSilent(said);

/** The words of a refusal are not an answer. */
const isSilent = ({ content, tool_calls: calls }: Said) =>
  (content ?? '') === '' && (calls?.length ?? 0) === 0;

const filtered = () =>
  new UpstreamError('content_filtered', "The provider's filter left nothing of the answer.");
