import type { Answer } from '../answer/answer.ts';
import { splitTokens } from '../answer/tokens.ts';
import { signature, writeEnvelope, writeStop, writeToolUse, writeUsage } from './anthropic-message.ts';
import type { AnswerFacts, StreamScript } from './dialect.ts';

function frame(event: string, rest: string): string {
  return `event: ${event}\ndata: {"type":"${event}"${rest}}\n\n`;
}

/** Collects the token frames; what opens or closes a block is carried by the first or last token of it. */
class BlockWriter {
  readonly tokens: string[] = [];
  #index = 0;

  write(opening: object, pieces: readonly string[], closing = ''): void {
    const index = this.#index;
    this.#index += 1;
    const opened = frame(
      'content_block_start',
      `,"index":${index},"content_block":${JSON.stringify(opening)}`,
    );
    const closed =
      (closing === '' ? '' : this.#delta(index, closing)) + frame('content_block_stop', `,"index":${index}`);
    if (pieces.length === 0) {
      this.tokens.push(opened + closed);
      return;
    }
    const last = pieces.length - 1;
    for (const [at, piece] of pieces.entries()) {
      this.tokens.push((at === 0 ? opened : '') + this.#delta(index, piece) + (at === last ? closed : ''));
    }
  }

  #delta(index: number, delta: string): string {
    return frame('content_block_delta', `,"index":${index},"delta":${delta}`);
  }
}

/** A message as named events. */
export function writeStream(answer: Answer, facts: AnswerFacts): StreamScript {
  const blocks = new BlockWriter();
  if (answer.reasoning.length > 0) {
    const pieces = answer.reasoning.map(
      (token) => `{"type":"thinking_delta","thinking":${JSON.stringify(token)}}`,
    );
    const signed = `{"type":"signature_delta","signature":"${signature}"}`;
    blocks.write({ type: 'thinking', thinking: '', signature: '' }, pieces, signed);
  }
  if (answer.text.length > 0) {
    const pieces = answer.text.map((token) => `{"type":"text_delta","text":${JSON.stringify(token)}}`);
    blocks.write({ type: 'text', text: '', citations: null }, pieces);
  }
  for (const [index, call] of answer.toolCalls.entries()) {
    const pieces = splitTokens(call.arguments).map(
      (piece) => `{"type":"input_json_delta","partial_json":${JSON.stringify(piece)}}`,
    );
    blocks.write(writeToolUse(call.name, {}, facts, index), pieces);
  }
  const message = JSON.stringify(writeEnvelope(answer, facts, 1));
  const { container, ...stop } = writeStop(answer);
  const usage = JSON.stringify(writeUsage(answer.usage, answer.usage.output));
  return {
    contentType: 'text/event-stream; charset=utf-8',
    head: frame('message_start', `,"message":${message}`) + frame('ping', ''),
    tokens: blocks.tokens,
    finish: frame('message_delta', `,"delta":${JSON.stringify({ ...stop, container })},"usage":${usage}`),
    endMark: frame('message_stop', ''),
    malformed:
      'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"te\n\n',
  };
}
