import type { Capability, ModelFacts, Route, Target } from '../../configuration.ts';
import {
  ableModel,
  createTestGateway,
  hello,
  readReply,
  streamedAnswer,
  streamHead,
  streamPieces,
  testConfiguration,
  testTarget,
} from '../../testing/test-gateway.ts';

const { role, text } = streamPieces;
/** Where another target took over. */
export const comment = ': understudy recovered\n\n';
/** A simple streamed request. */
export const streamed = { ...hello, stream: true };

/** A model that is known, and able to do this. */
export const able = (...capabilities: Capability[]): ModelFacts => ({
  ...ableModel,
  capabilities: new Set(['streaming', 'tools', 'json_object', ...capabilities]),
});
/** The target whose stream breaks. */
export const first = testTarget('first');
/** A target that takes a prefill. */
export const taking = (name: string, facts = able('assistant_prefill')) => testTarget(name, { facts });
/** The target that goes on. */
export const second = taking('second');

/** A gateway whose route continues broken streams. */
export function continuing(targets: readonly Target[] = [first, second], route: Partial<Route> = {}) {
  const streamRecovery = 'continue' as const;
  return createTestGateway(
    testConfiguration(targets, { route: { numRetries: 0, streamRecovery, ...route } }),
  );
}

/** A stream that breaks after these events. */
export const cutAfter = (...events: string[]) => ({
  ...streamHead,
  body: [...events.map((send) => ({ send })), { cut: true as const }],
});
/** A stream that breaks after these words. */
export const broken = (...words: string[]) => cutAfter(role, ...words.map(text));
/** One chunk with this delta. */
export const event = (delta: object, parts: object = {}) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'model-2026', choices: [{ index: 0, delta, finish_reason: null }], ...parts })}\n\n`;
/** The text that a caller puts together. */
export const textOf = (sse: string) =>
  [...sse.matchAll(/^data: (\{.*\})$/gm)]
    .map(([, json]) => JSON.parse(json ?? ''))
    .map((chunk) => chunk.choices?.[0]?.delta.content ?? '')
    .join('');

/** What the caller reads when the first target says `partial` and breaks, and the second says `rest`. */
export async function joinOf(partial: string[], rest: string[]) {
  const gateway = continuing();
  gateway.transport.script('first.test', broken(...partial));
  gateway.transport.script('second.test', streamedAnswer(...rest));
  const sse = await readReply(await gateway.call(streamed));
  return { gateway, sse, text: textOf(sse), whole: sse.includes('[DONE]'), record: gateway.records[0] };
}

/** What the second target was asked. */
export const bodyOf = (gateway: ReturnType<typeof continuing>) =>
  JSON.parse(gateway.transport.callsTo('second.test')[0]?.request.body ?? 'null');
