import type { ChatCompletionChunk } from '../../schema/chat-completion.ts';
import { type JsonObject, readString } from '../json.ts';
import type { ChunkWriter } from '../translation/chunk-writer.ts';
import { jsonToolName } from './output-format.ts';

/** A content block that is being streamed. */
type OpenBlock =
  | { readonly type: 'text' }
  | { readonly type: 'thinking'; thinking: string; signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string }
  /** The arguments of the adapter's own tool: the text of the answer. */
  | { readonly type: 'json'; empty: boolean }
  | { readonly type: 'tool'; readonly index: number; empty: boolean };

/** Turns the content blocks of one stream into chunks. `index` is the block's, as Anthropic counts. */
export interface BlockDecoder {
  start(index: unknown, block: JsonObject): ChatCompletionChunk[];
  delta(index: unknown, delta: JsonObject): ChatCompletionChunk[];
  stop(index: unknown): ChatCompletionChunk[];
  /** How many tools the model has called so far. */
  toolCalls(): number;
}

/** A decoder for one stream; `jsonAnswer`: the tool called {@link jsonToolName} is the adapter's own. */
export function createBlockDecoder(write: ChunkWriter, jsonAnswer: boolean): BlockDecoder {
  const open = new Map<unknown, OpenBlock>();
  let toolCalls = 0;

  const text = (value: unknown) => {
    const content = readString(value);
    return content ? write.delta(0, { content }) : [];
  };
  const argumentsOf = (block: Extract<OpenBlock, { type: 'json' | 'tool' }>, json: string) => {
    if (json === '') return [];
    block.empty = false;
    if (block.type === 'json') return text(json);
    return write.delta(0, { tool_calls: [{ index: block.index, function: { arguments: json } }] });
  };

  return {
    toolCalls: () => toolCalls,
    start(index, block) {
      const opened = openBlock(block, { jsonAnswer, toolCalls });
      if (opened === null) return [];
      open.set(index, opened);
      if (opened.type === 'text') return text(block.text);
      if (opened.type !== 'tool') return [];
      toolCalls += 1;
      const call = { name: readString(block.name) ?? '', arguments: '' };
      return write.delta(0, {
        tool_calls: [
          { index: opened.index, id: readString(block.id) ?? '', type: 'function', function: call },
        ],
      });
    },
    delta(index, delta) {
      const block = open.get(index);
      if (block === undefined) return [];
      switch (delta.type) {
        case 'text_delta':
          return text(delta.text);
        case 'input_json_delta':
          return block.type === 'tool' || block.type === 'json'
            ? argumentsOf(block, readString(delta.partial_json) ?? '')
            : [];
        case 'thinking_delta': {
          const thinking = readString(delta.thinking) ?? '';
          if (block.type !== 'thinking' || thinking === '') return [];
          block.thinking += thinking;
          return write.delta(0, { reasoning_content: thinking });
        }
        case 'signature_delta':
          if (block.type === 'thinking') block.signature += readString(delta.signature) ?? '';
          return [];
        default:
          return [];
      }
    },
    stop(index) {
      const block = open.get(index);
      open.delete(index);
      switch (block?.type) {
        // A tool without input sends none, where OpenAI's clients expect an object.
        case 'tool':
        case 'json':
          return block.empty ? argumentsOf(block, '{}') : [];
        case 'thinking':
        case 'redacted_thinking':
          return write.delta(0, { thinking_blocks: [block] });
        default:
          return [];
      }
    },
  };
}

function openBlock(block: JsonObject, known: { jsonAnswer: boolean; toolCalls: number }): OpenBlock | null {
  switch (block.type) {
    case 'text':
      return { type: 'text' };
    case 'thinking':
      return {
        type: 'thinking',
        thinking: readString(block.thinking) ?? '',
        signature: readString(block.signature) ?? '',
      };
    case 'redacted_thinking':
      return { type: 'redacted_thinking', data: readString(block.data) ?? '' };
    case 'tool_use':
      return known.jsonAnswer && block.name === jsonToolName
        ? { type: 'json', empty: true }
        : { type: 'tool', index: known.toolCalls, empty: true };
    default:
      return null;
  }
}
