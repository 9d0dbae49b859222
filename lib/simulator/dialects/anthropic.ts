import type { Answer, AnswerFinish, AnswerUsage } from '../answer/answer.ts';
import { splitTokens } from '../answer/tokens.ts';
import { readMessageRequest } from './anthropic-request.ts';
import type { AnswerFacts, Dialect, StreamScript } from './dialect.ts';

const stopReasons = {
  stop: 'end_turn',
  stop_sequence: 'stop_sequence',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
} as const satisfies Record<AnswerFinish, string>;

/** Stands for the signature that proves a thinking block is unchanged. */
const signature = Buffer.from('simulated signature').toString('base64');

const supported = { supported: true };
const unsupported = { supported: false };

/** Anthropic's messages, token counting and model list. */
export const anthropic: Dialect = {
  id: 'anthropic',
  requestIdHeader: 'request-id',

  operation(method, path) {
    if (method === 'POST' && path === '/messages') return { name: 'chat' };
    if (method === 'POST' && path === '/messages/count_tokens') return { name: 'count_tokens' };
    if (method === 'GET' && path === '/models') return { name: 'models' };
    const model = /^\/models\/([^/]+)$/.exec(path)?.[1];
    return method === 'GET' && model !== undefined ? { name: 'models', model } : null;
  },

  secret(headers) {
    const key = headers['x-api-key'];
    if (typeof key === 'string' && key !== '') return key;
    return /^Bearer\s+(\S.*)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
  },
  readPrompt: readMessageRequest,
  whole: writeMessage,
  stream: writeStream,
  embeddings: null,
  countTokens: (tokens) => ({ input_tokens: tokens }),
  modelList: (models) => ({
    data: models.map(writeModel),
    has_more: false,
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
  }),
  model: writeModel,
  event: (body) => `event: error\ndata: ${JSON.stringify(body)}\n\n`,
};

function writeModel(id: string) {
  return {
    id,
    type: 'model',
    display_name: `Simulated ${id}`,
    created_at: '2026-01-01T00:00:00Z',
    lifecycle: 'active',
    deprecated_at: null,
    retires_at: null,
    line: null,
    max_input_tokens: 200_000,
    max_tokens: 64_000,
    capabilities: {
      batch: unsupported,
      citations: unsupported,
      code_execution: unsupported,
      image_input: supported,
      pdf_input: unsupported,
      structured_outputs: supported,
    },
  };
}

/** Anthropic counts cached tokens apart from `input_tokens`. */
function writeUsage(usage: AnswerUsage, outputTokens: number) {
  return {
    input_tokens: Math.max(0, usage.input - usage.cached - usage.cacheWrite),
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cached,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite, ephemeral_1h_input_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { thinking_tokens: usage.reasoning },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: null,
    speed: null,
  };
}

function writeStop(answer: Answer) {
  const refused = answer.finish === 'content_filter';
  return {
    stop_reason: stopReasons[answer.finish],
    stop_sequence: answer.stopSequence,
    stop_details: refused ? { type: 'refusal', category: null, explanation: null } : null,
    container: null,
  };
}

function writeEnvelope(answer: Answer, facts: AnswerFacts, outputTokens: number) {
  return {
    id: `msg_${facts.uniqueId}`,
    type: 'message',
    role: 'assistant',
    model: facts.prompt.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics: null,
    usage: writeUsage(answer.usage, outputTokens),
  };
}

function writeToolUse(name: string, input: unknown, facts: AnswerFacts, index: number) {
  return { type: 'tool_use', id: `toolu_${facts.uniqueId}${index}`, name, input, caller: { type: 'direct' } };
}

function writeMessage(answer: Answer, facts: AnswerFacts) {
  const text = answer.text.join('');
  return {
    ...writeEnvelope(answer, facts, answer.usage.output),
    ...writeStop(answer),
    content: [
      ...(answer.reasoning.length > 0
        ? [{ type: 'thinking', thinking: answer.reasoning.join(''), signature }]
        : []),
      ...(text === '' ? [] : [{ type: 'text', text, citations: null }]),
      ...answer.toolCalls.map((call, index) =>
        writeToolUse(call.name, JSON.parse(call.arguments), facts, index),
      ),
    ],
  };
}

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

function writeStream(answer: Answer, facts: AnswerFacts): StreamScript {
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
