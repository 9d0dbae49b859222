import { UpstreamError } from '../../errors.ts';
import type { ChatCompletionChunk } from '../../schema/chat-completion.ts';
import type { DecodeContext, StreamDecoder } from '../adapter.ts';
import { failureInside, unexplained } from '../failure/create-failure.ts';
import { type JsonObject, parseEventObject, readObject, readString } from '../json.ts';
import { type ChunkWriter, createChunkWriter } from '../translation/chunk-writer.ts';
import { readUsage, refusalOf, toFinishReason } from './answer-words.ts';
import { type BlockDecoder, createBlockDecoder } from './decode-block.ts';
import { anthropicFailures } from './errors.ts';
import { traitsOf } from './model-traits.ts';
import { usesJsonTool } from './output-format.ts';

/** What one stream has said so far. */
interface StreamState {
  readonly write: ChunkWriter;
  readonly blocks: BlockDecoder;
  /** Cumulative: each report replaces the fields it has. */
  usage: JsonObject;
  identity: { id: string; model: string; created: number };
  finished: boolean;
  stopped: boolean;
}

type EventHandler = (event: JsonObject, state: StreamState) => ChatCompletionChunk[];

/** The documented events; others (`ping`, and what the vendor adds later) say nothing to a caller. */
const handlers: Readonly<Record<string, EventHandler>> = {
  message_start(event, state) {
    const message = readObject(event.message);
    state.identity = {
      ...state.identity,
      id: readString(message.id) ?? state.identity.id,
      model: readString(message.model) ?? state.identity.model,
    };
    mergeUsage(state, message.usage);
    return state.write.begin(0);
  },
  content_block_start: (event, { blocks }) => blocks.start(event.index, readObject(event.content_block)),
  content_block_delta: (event, { blocks }) => blocks.delta(event.index, readObject(event.delta)),
  content_block_stop: (event, { blocks }) => blocks.stop(event.index),
  message_delta(event, state) {
    mergeUsage(state, event.usage);
    const delta = readObject(event.delta);
    return delta.stop_reason == null ? [] : finish(delta, state);
  },
  message_stop(_event, state) {
    const missing = state.finished ? [] : finish({ stop_reason: 'tool_use' }, state);
    state.stopped = true;
    const usage = readUsage(state.usage);
    return usage === null ? missing : [...missing, state.write.usage(usage)];
  },
  error(event) {
    const reported = anthropicFailures.read(event) ?? unexplained;
    throw failureInside(anthropicFailures, reported, 'stream_interrupted');
  },
};

/** A decoder for one stream of named events, which ends with `message_stop` and nothing else. */
export function createStreamDecoder(context: DecodeContext): StreamDecoder {
  const identity = {
    id: `msg_${context.nowMs}`,
    model: context.model,
    created: Math.floor(context.nowMs / 1_000),
  };
  const write = createChunkWriter(() => state.identity);
  const jsonAnswer = usesJsonTool(context.request, traitsOf(context.model));
  const blocks = createBlockDecoder(write, jsonAnswer);
  const state: StreamState = { write, blocks, identity, usage: {}, finished: false, stopped: false };
  return {
    decode({ data }) {
      const event = parseEventObject(data);
      return handlers[readString(event.type) ?? '']?.(event, state) ?? [];
    },
    end() {
      if (state.stopped) return [];
      throw new UpstreamError('stream_interrupted', 'Anthropic closed the stream without message_stop.');
    },
  };
}

/** The finish reason, after what the model says about a refusal. Without tool calls, `tool_use` is a plain stop. */
function finish(delta: JsonObject, state: StreamState): ChatCompletionChunk[] {
  const refusal = refusalOf(delta);
  state.finished = true;
  return [
    ...(refusal === null ? [] : state.write.delta(0, { refusal })),
    ...state.write.finish(0, toFinishReason(delta.stop_reason, state.blocks.toolCalls() === 0)),
  ];
}

function mergeUsage(state: StreamState, reported: unknown): void {
  const filled = Object.entries(readObject(reported)).filter(([, value]) => value != null);
  state.usage = { ...state.usage, ...Object.fromEntries(filled) };
}
