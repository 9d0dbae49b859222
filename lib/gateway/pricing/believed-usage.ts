import type { Target } from '../configuration.ts';
import type { TokenUsage } from '../request-record.ts';
import type { ChatCompletionRequest, Usage } from '../schema/chat-completion.ts';
import { inputBound, outputBound } from './token-bounds.ts';
import { readUsage } from './token-usage.ts';

/** What was asked, and of whom. */
export interface Asked {
  readonly target: Pick<Target, 'facts'>;
  /** Null = not known: then whatever is a count of tokens is believed. */
  readonly request: ChatCompletionRequest | null;
}

/** Providers may count otherwise than one expects, but not by more than this factor above what can be. Our choice. */
const margin = 4;
/** What a provider may add on its own, such as what it found in a search. Tokens, our choice. */
const ownWords = 10_000;
/** An answer has at most so many tokens for each that four characters make: every byte a token. */
const tokensPerEstimate = 16;
/** What is kept of a report that is not believed. Characters. */
const maxReportCharacters = 500;

/**
 * The usage to bill: what the provider reported, or `own`, the gateway's own count, when it reported nothing. A report that cannot be true
 * is kept as `suspect` and not billed: negative or fractional counts, a prompt of several times the bytes that were sent, an answer of
 * several times what was allowed or, by a model that does not reason, of what came.
 */
export function believedUsage(reported: Usage | null | undefined, own: TokenUsage, asked: Asked): TokenUsage {
  if (reported === null || reported === undefined) return own;
  const read = readUsage(reported);
  if (read === null) return saysNothing(reported) ? own : { ...own, suspect: asText(reported) };
  return isBelievable(read, own, asked) ? read : { ...own, suspect: asText(reported) };
}

/** Some providers send zeros for what they did not count. */
const saysNothing = ({ prompt_tokens: input, completion_tokens: output }: Usage) =>
  (input ?? 0) === 0 && (output ?? 0) === 0;

function isBelievable(read: TokenUsage, own: TokenUsage, { request, target }: Asked): boolean {
  if (request === null) return true;
  const { facts } = target;
  const input = read.inputUncached + read.inputCacheRead + read.inputCacheWrite;
  // The bound reads the whole prompt, and the estimate is never above it.
  const fitsInput =
    input <= ownWords + margin * own.inputUncached || input <= ownWords + margin * inputBound(request, facts);
  if (!fitsInput || read.output > margin * outputBound(request, facts)) return false;
  const reasons = facts.capabilities === null || facts.capabilities.has('reasoning');
  return reasons || read.output <= ownWords + tokensPerEstimate * own.output;
}

const asText = (reported: Usage) => JSON.stringify(reported).slice(0, maxReportCharacters);
