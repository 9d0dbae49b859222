import type { StreamAnswer, WholeAnswer } from './attempt.ts';
import type { GatewayReply } from './gateway-call.ts';
import { believedUsage } from './pricing/believed-usage.ts';
import { estimatedUsage } from './pricing/token-usage.ts';
import { createRelayIterator, type RelayInput } from './relay-stream.ts';
import { costHeader, replyHeaders } from './reply-headers.ts';
import type { ChatCompletion } from './schema/chat-completion.ts';

const encoder = new TextEncoder();

/** Step 7: hands the answer to the caller, whole or as it comes, and settles what it cost. */
export function relay(input: RelayInput): GatewayReply {
  const { answer } = input.served;
  return answer.type === 'whole' ? relayWhole(input, answer) : relayStream(input, answer);
}

function relayWhole({ journal, served, plan }: RelayInput, answer: WholeAnswer): GatewayReply {
  const { completion } = answer;
  const own = estimatedUsage(plan.inputTokens, outputCharacters(completion));
  const usage = believedUsage(completion.usage, own, answer.attempt);
  served.used(usage);
  served.permit.succeed();
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

function outputCharacters({ choices }: ChatCompletion): number {
  return choices.reduce((sum, { message }) => {
    const calls = (message.tool_calls ?? []).reduce((size, call) => size + call.function.arguments.length, 0);
    return sum + (message.content?.length ?? 0) + (message.reasoning_content?.length ?? 0) + calls;
  }, 0);
}
