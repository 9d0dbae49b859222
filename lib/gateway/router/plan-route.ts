import type { Capability, Route, Target } from '../configuration.ts';
import { GatewayError } from '../errors.ts';
import type { SkippedRecord } from '../request-record.ts';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import { estimateInputTokens } from './estimate-input.ts';
import { neededCapabilities } from './needed-capabilities.ts';

/** The targets that fit the request, in the order to try them, and those that do not, with the reason. */
export interface RoutePlan {
  readonly route: Route;
  /** Never empty. */
  readonly candidates: readonly Target[];
  readonly skipped: readonly SkippedRecord[];
  /** Rough count of the prompt, for gates and for estimates when a provider sends no usage. */
  readonly inputTokens: number;
}

/**
 * Step 4: which targets can answer this request at all. Health is asked at each hop, when its answer is fresh.
 * @throws GatewayError `capability_unavailable` or `context_length_exceeded` when none fits, saying what is missing.
 */
export function planRoute(route: Route, request: ChatCompletionRequest): RoutePlan {
  const needed = neededCapabilities(request);
  const inputTokens = estimateInputTokens(request);
  const outputTokens = request.max_completion_tokens ?? request.max_tokens ?? 0;
  const candidates: Target[] = [];
  const skipped: SkippedRecord[] = [];
  const seen = new Set<string>();

  for (const target of route.targets) {
    if (seen.has(target.id)) continue;
    seen.add(target.id);
    const misfit = findMisfit(target, needed, inputTokens + outputTokens);
    if (misfit === null) candidates.push(target);
    else skipped.push({ target: target.id, ...misfit });
  }
  if (candidates.length === 0) throw nothingFits(route, skipped);
  return { route, candidates, skipped, inputTokens };
}

function findMisfit(
  { facts }: Target,
  needed: ReadonlySet<Capability>,
  tokens: number,
): Pick<SkippedRecord, 'reason' | 'detail'> | null {
  if (facts.capabilities !== null)
    for (const capability of needed)
      if (!facts.capabilities.has(capability)) return { reason: 'capability', detail: capability };
  if (facts.contextWindow !== null && tokens > facts.contextWindow)
    return { reason: 'context_window', detail: `about ${tokens} tokens, window ${facts.contextWindow}` };
  return null;
}

function nothingFits(route: Route, skipped: readonly SkippedRecord[]): GatewayError {
  const reasons = skipped.map((skip) => `${skip.target}: ${skip.reason} (${skip.detail})`).join('; ');
  const tooLong = skipped.every((skip) => skip.reason === 'context_window');
  return tooLong
    ? new GatewayError(
        'context_length_exceeded',
        `The request is too long for every target of "${route.name}": ${reasons}.`,
        {
          param: 'messages',
        },
      )
    : new GatewayError(
        'capability_unavailable',
        `No target of "${route.name}" can do what this request needs: ${reasons}.`,
      );
}
