import { type FailureKind, UpstreamError } from '../../errors.ts';
import type { FinishReason, Usage } from '../../schema/chat-completion.ts';
import { type JsonObject, readCount, readObject, readString } from '../json.ts';
import { toUsage } from '../translation/usage.ts';

/** Gemini's finish reasons in OpenAI's words. */
const finishReasons: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  CONTINUATION: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  LANGUAGE: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
  OTHER: 'stop',
  FINISH_REASON_UNSPECIFIED: 'stop',
  NO_IMAGE: 'stop',
  IMAGE_OTHER: 'stop',
};

/** Finish reasons that say the model broke down; another try may succeed. */
const failedReasons: Readonly<Record<string, FailureKind>> = {
  MALFORMED_FUNCTION_CALL: 'server_error',
  UNEXPECTED_TOOL_CALL: 'server_error',
  TOO_MANY_TOOL_CALLS: 'server_error',
};

/**
 * The finish reason of a candidate, null while it goes on. Gemini says STOP also when it calls tools.
 * @throws UpstreamError when it says by it that the answer failed.
 */
export function toFinishReason(candidate: JsonObject, calledTools: boolean): FinishReason | null {
  const reason = readString(candidate.finishReason);
  if (reason === null) return null;
  const failure = failedReasons[reason];
  if (failure !== undefined) throw new UpstreamError(failure, `Gemini ended its answer with ${reason}.`);
  const word = finishReasons[reason] ?? 'stop';
  return word === 'stop' && calledTools ? 'tool_calls' : word;
}

/** @throws UpstreamError `content_filtered` when the prompt was blocked, so that there is no answer at all. */
export function assertNotBlocked(answer: JsonObject): void {
  const reason = readString(readObject(answer.promptFeedback).blockReason);
  if (reason === null) return;
  const message = `Gemini blocked the prompt: ${reason}.`;
  const body = { message, type: 'invalid_request_error', param: 'messages', code: 'content_filter' };
  throw new UpstreamError('content_filtered', message, { body });
}

/** Usage in OpenAI's form, null when none was sent: Gemini's prompt count holds the cached part, its candidates' count leaves thoughts out. */
export function readUsage(usage: JsonObject): Usage | null {
  if (usage.promptTokenCount === undefined && usage.candidatesTokenCount === undefined) return null;
  const reasoning = readCount(usage.thoughtsTokenCount);
  return toUsage({
    prompt: readCount(usage.promptTokenCount) + readCount(usage.toolUsePromptTokenCount),
    cacheRead: readCount(usage.cachedContentTokenCount),
    completion: readCount(usage.candidatesTokenCount) + reasoning,
    reasoning,
  });
}
