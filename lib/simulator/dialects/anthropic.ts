import { writeMessage } from './anthropic-message.ts';
import { readMessageRequest } from './anthropic-request.ts';
import { writeStream } from './anthropic-stream.ts';
import type { Dialect } from './dialect.ts';

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
