import type { Capability } from '../configuration.ts';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import { estimateInputTokens } from './estimate-input.ts';
import { neededCapabilities } from './needed-capabilities.ts';
import type { ProviderPreferences } from './provider-preferences.ts';

/** What one request asks of any target, read once and held against each. */
export interface Demands {
  readonly request: ChatCompletionRequest;
  readonly capabilities: ReadonlySet<Capability>;
  /** Rough count of the prompt. */
  readonly inputTokens: number;
  /** The longest answer the caller asked for, in tokens; null = not said. */
  readonly outputTokens: number | null;
  readonly preferences: ProviderPreferences | null;
  /** Targets without a price are passed over, since a budget would not count them. */
  readonly pricedOnly: boolean;
}

/** Reads the demands of a request. */
export function readDemands(
  request: ChatCompletionRequest,
  { preferences, pricedOnly }: Pick<Demands, 'preferences' | 'pricedOnly'>,
): Demands {
  return {
    request,
    capabilities: neededCapabilities(request),
    inputTokens: estimateInputTokens(request),
    outputTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    preferences,
    pricedOnly,
  };
}
