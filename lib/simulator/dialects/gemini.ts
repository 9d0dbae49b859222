import type { Answer, AnswerFinish, AnswerToolCall, AnswerUsage } from '../answer/answer.ts';
import type { AnswerFacts, Dialect, Operation, StreamScript } from './dialect.ts';
import { readEmbedRequest, readGenerateRequest } from './gemini-request.ts';

/** Gemini says STOP when it calls tools. */
const finishReasons = {
  stop: 'STOP',
  stop_sequence: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  content_filter: 'SAFETY',
} as const satisfies Record<AnswerFinish, string>;

const methods: Readonly<Record<string, Omit<Operation, 'model'>>> = {
  generateContent: { name: 'chat', stream: false },
  streamGenerateContent: { name: 'chat', stream: true },
  countTokens: { name: 'count_tokens' },
  embedContent: { name: 'embeddings' },
  batchEmbedContents: { name: 'embeddings' },
};

const thoughtSignature = Buffer.from('simulated signature').toString('base64');

/** Google's Gemini API: generateContent, streamGenerateContent, embeddings, token counting and model list. */
export const gemini: Dialect = {
  id: 'gemini',
  requestIdHeader: null,

  operation(method, path, query) {
    const [, model, verb] = /^\/models\/([^:]+)(?::(\w+))?$/.exec(path) ?? [];
    if (method === 'GET' && path === '/models') return { name: 'models' };
    if (model === undefined) return null;
    if (method === 'GET' && verb === undefined) return { name: 'models', model };
    const operation = verb === undefined ? undefined : methods[verb];
    if (method !== 'POST' || operation === undefined) return null;
    const streamAs = /(^|&)alt=sse(&|$)/.test(query) ? 'events' : 'array';
    return { ...operation, model, streamAs };
  },

  secret(headers, query) {
    const key = headers['x-goog-api-key'];
    return (
      (typeof key === 'string' && key) || (query !== '' && new URLSearchParams(query).get('key')) || null
    );
  },
  readPrompt: readGenerateRequest,
  whole: (answer, facts) => ({
    candidates: [
      {
        content: { role: 'model', parts: writeParts(answer, facts) },
        finishReason: finishReasons[answer.finish],
        index: 0,
      },
    ],
    ...writeEnvelope(answer, facts),
  }),
  stream: writeStream,
  embeddings: {
    read: readEmbedRequest,
    write(request, vectors) {
      const embeddings = vectors.map((values) => ({ values }));
      return request.form === 'single' ? { embedding: embeddings[0] } : { embeddings };
    },
  },
  countTokens: (tokens) => ({ totalTokens: tokens }),
  modelList: (models) => ({ models: models.map(writeModel) }),
  model: writeModel,
  event: (body) => `data: ${JSON.stringify(body)}\r\n\r\n`,
};

function writeModel(id: string) {
  return {
    name: `models/${id}`,
    baseModelId: id,
    version: '001',
    displayName: `Simulated ${id}`,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens', 'embedContent'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
  };
}

/** Gemini counts thoughts apart from the candidates. */
function writeUsage(usage: AnswerUsage) {
  return {
    promptTokenCount: usage.input,
    candidatesTokenCount: usage.output - usage.reasoning,
    totalTokenCount: usage.input + usage.output,
    ...(usage.reasoning > 0 ? { thoughtsTokenCount: usage.reasoning } : {}),
    ...(usage.cached > 0 ? { cachedContentTokenCount: usage.cached } : {}),
  };
}

function writeEnvelope(answer: Answer, facts: AnswerFacts) {
  return {
    usageMetadata: writeUsage(answer.usage),
    modelVersion: facts.prompt.model,
    responseId: facts.uniqueId,
  };
}

/** Only the first of parallel calls carries a thought signature. */
function writeCall(call: AnswerToolCall, facts: AnswerFacts, index: number) {
  return {
    functionCall: { id: `${facts.uniqueId}${index}`, name: call.name, args: JSON.parse(call.arguments) },
    ...(index === 0 ? { thoughtSignature } : {}),
  };
}

function writeParts(answer: Answer, facts: AnswerFacts) {
  const text = answer.text.join('');
  return [
    ...(answer.reasoning.length > 0 ? [{ text: answer.reasoning.join(''), thought: true }] : []),
    ...(text === '' ? [] : [{ text }]),
    ...answer.toolCalls.map((call, index) => writeCall(call, facts, index)),
  ];
}

/** Calls arrive whole; there is no end mark but the finish reason. */
function writeStream(answer: Answer, facts: AnswerFacts): StreamScript {
  const asArray = facts.streamAs === 'array';
  const [start, between] = asArray ? ['', ',\r\n'] : ['data: ', '\r\n\r\n'];
  const envelope = `"usageMetadata":${JSON.stringify(writeUsage({ ...answer.usage, output: 0, reasoning: 0 }))},"modelVersion":${JSON.stringify(facts.prompt.model)},"responseId":"${facts.uniqueId}"}`;
  const chunk = (part: string) =>
    `${start}{"candidates":[{"content":{"role":"model","parts":[${part}]},"index":0}],${envelope}${between}`;
  const last = JSON.stringify({
    candidates: [
      {
        content: { role: 'model', parts: [{ text: '' }] },
        finishReason: finishReasons[answer.finish],
        index: 0,
      },
    ],
    ...writeEnvelope(answer, facts),
  });
  return {
    contentType: asArray ? 'application/json; charset=UTF-8' : 'text/event-stream',
    head: asArray ? '[' : '',
    tokens: [
      ...answer.reasoning.map((token) => chunk(`{"text":${JSON.stringify(token)},"thought":true}`)),
      ...answer.text.map((token) => chunk(`{"text":${JSON.stringify(token)}}`)),
      ...answer.toolCalls.map((call, index) => chunk(JSON.stringify(writeCall(call, facts, index)))),
    ],
    finish: '',
    endMark: `${start}${last}${asArray ? ']' : between}`,
    malformed: `${start}{"candidates":[{"content":{"role":"mod${between}`,
  };
}
