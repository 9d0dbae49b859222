import type { Answer, StreamAnswer, WholeAnswer } from './attempt.ts';
import { GatewayError, UpstreamError, verdicts } from './errors.ts';
import type { GatewayReply } from './gateway-call.ts';
import type { Journal } from './journal.ts';
import { estimatedUsage, readUsage } from './pricing/token-usage.ts';
import { errorBody } from './render-error.ts';
import { costHeader, replyHeaders } from './reply-headers.ts';
import type { TokenUsage } from './request-record.ts';
import type { ChatCompletion } from './schema/chat-completion.ts';
import type { CanonicalEvent } from './stream/canonical-events.ts';
import type { Served } from './try-target.ts';

/** What the relay needs beside the answer. */
export interface RelayInput {
  readonly journal: Journal;
  readonly served: Served;
  /** Rough count of the prompt, for when the provider sends no usage. */
  readonly inputTokens: number;
  /** Whether the caller asked for the usage chunk at the end of a stream. */
  readonly includeUsage: boolean;
}

const encoder = new TextEncoder();
const doneEvent = 'data: [DONE]\n\n';

/** Step 7: hands the answer to the caller, whole or as it comes, and settles what it cost. */
export function relay(input: RelayInput): GatewayReply {
  const { answer } = input.served;
  return answer.type === 'whole' ? relayWhole(input, answer) : relayStream(input, answer);
}

function relayWhole({ journal, served, inputTokens }: RelayInput, answer: WholeAnswer): GatewayReply {
  const { completion } = answer;
  served.permit.succeed();
  const usage = readUsage(completion.usage) ?? estimatedUsage(inputTokens, outputCharacters(completion));
  journal.closeAttempt(answer.attempt, null, usage);
  journal.headSent();
  journal.finish({ status: 'ok', httpStatus: 200, errorKind: null, errorMessage: null });
  return {
    status: 200,
    headers: { 'content-type': 'application/json', ...replyHeaders(journal), ...costHeader(journal) },
    body: encoder.encode(answer.json),
  };
}

function relayStream(input: RelayInput, answer: StreamAnswer): GatewayReply {
  const { journal } = input;
  journal.headSent();
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      ...replyHeaders(journal),
    },
    body: { [Symbol.asyncIterator]: () => createRelayIterator(input, answer) },
  };
}

/** An iterator by hand rather than a generator: `return()` must settle the request even before the first `next()`. */
function createRelayIterator(input: RelayInput, answer: StreamAnswer): AsyncIterator<Uint8Array> {
  const meter = createMeter(input.inputTokens);
  let over = false;

  const finish = (error: UpstreamError | null) => {
    if (over) return;
    over = true;
    answer.stream.close();
    settle(input, answer, { error, usage: meter.usage() });
  };

  return {
    async next() {
      if (over) return { done: true, value: undefined };
      try {
        const batch = await answer.stream.next();
        if (batch !== null)
          return { done: false, value: encoder.encode(meter.pass(batch, input.includeUsage)) };
        finish(null);
        return { done: false, value: encoder.encode(doneEvent) };
      } catch (cause) {
        const error =
          cause instanceof UpstreamError
            ? cause
            : new UpstreamError('stream_interrupted', 'The stream could not be relayed.', { cause });
        finish(error);
        return { done: false, value: encoder.encode(brokenStreamEvent(error, input.journal)) };
      }
    },
    async return() {
      finish(new UpstreamError('client_closed', 'The caller closed the connection.'));
      return { done: true, value: undefined };
    },
  };
}

/** Counts what passes, so that a stream without usage still has a bill. */
function createMeter(inputTokens: number) {
  let characters = 0;
  let reported: TokenUsage | null = null;
  return {
    /** The events as server-sent events; the usage chunk only when the caller asked for it. */
    pass(batch: readonly CanonicalEvent[], includeUsage: boolean): string {
      let text = '';
      for (const { chunk, json } of batch) {
        reported = readUsage(chunk.usage) ?? reported;
        for (const { delta } of chunk.choices)
          characters += (delta.content?.length ?? 0) + (delta.reasoning_content?.length ?? 0);
        const usageOnly = chunk.choices.length === 0 && chunk.usage !== undefined;
        if (includeUsage || !usageOnly) text += `data: ${json}\n\n`;
      }
      return text;
    },
    usage: (): TokenUsage => reported ?? estimatedUsage(inputTokens, characters),
  };
}

function settle(
  { journal, served }: RelayInput,
  answer: Answer,
  { error, usage }: { error: UpstreamError | null; usage: TokenUsage },
): void {
  journal.closeAttempt(answer.attempt, error, usage);
  if (error === null) {
    served.permit.succeed();
    journal.finish({ status: 'ok', httpStatus: 200, errorKind: null, errorMessage: null });
    return;
  }
  if (verdicts[error.kind].blames === 'nobody') served.permit.release();
  else served.permit.fail(error.kind);
  const status = error.kind === 'client_closed' ? 'canceled' : 'partial';
  journal.finish({ status, httpStatus: 200, errorKind: error.kind, errorMessage: error.message });
}

/** The typed end of a broken stream: an error event and no `[DONE]`, so that no client takes it for success. */
function brokenStreamEvent(error: UpstreamError, journal: Journal): string {
  const { kind, message } = error;
  const body = errorBody(
    new GatewayError('all_targets_failed', message, {
      kind,
      origin: 'provider',
      body: error.body ?? { message, type: 'api_error', param: null, code: kind },
    }),
    journal,
  );
  return `data: ${JSON.stringify(body)}\n\n`;
}

function outputCharacters({ choices }: ChatCompletion): number {
  return choices.reduce((sum, { message }) => {
    const calls = (message.tool_calls ?? []).reduce((size, call) => size + call.function.arguments.length, 0);
    return sum + (message.content?.length ?? 0) + (message.reasoning_content?.length ?? 0) + calls;
  }, 0);
}
