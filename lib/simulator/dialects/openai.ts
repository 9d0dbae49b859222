import type { Answer, AnswerFinish, AnswerUsage } from '../answer/answer.ts';
import { estimateTokens, splitTokens } from '../answer/tokens.ts';
import type { AnswerFacts, Dialect, EmbeddingRequest, StreamScript } from './dialect.ts';
import { readChatRequest, readEmbeddingRequest } from './openai-request.ts';

const finishReasons = {
  stop: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'content_filter',
} as const satisfies Record<AnswerFinish, string>;

const fingerprint = 'fp_simulator';
const modelsCreated = 1_767_225_600;

/** OpenAI's chat completions, embeddings and model list. */
export const openai: Dialect = {
  id: 'openai',
  requestIdHeader: 'x-request-id',

  operation(method, path) {
    if (method === 'POST' && path === '/chat/completions') return { name: 'chat' };
    if (method === 'POST' && path === '/embeddings') return { name: 'embeddings' };
    if (method === 'GET' && path === '/models') return { name: 'models' };
    const model = /^\/models\/(.+)$/.exec(path)?.[1];
    return method === 'GET' && model !== undefined ? { name: 'models', model } : null;
  },

  secret: (headers) => /^Bearer\s+(\S.*)$/i.exec(headers.authorization ?? '')?.[1] ?? null,
  readPrompt: readChatRequest,
  whole: writeCompletion,
  stream: writeStream,
  embeddings: { read: readEmbeddingRequest, write: writeEmbeddings },
  countTokens: (tokens) => ({ total_tokens: tokens }),
  modelList: (models) => ({ object: 'list', data: models.map(writeModel) }),
  model: writeModel,
  event: (body) => `data: ${JSON.stringify(body)}\n\n`,
};

function writeModel(id: string) {
  return { id, object: 'model', created: modelsCreated, owned_by: 'simulator' };
}

function writeUsage(usage: AnswerUsage, choices: number) {
  const output = usage.output * choices;
  return {
    prompt_tokens: usage.input,
    completion_tokens: output,
    total_tokens: usage.input + output,
    prompt_tokens_details: { cached_tokens: usage.cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning * choices,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function callId(facts: AnswerFacts, choice: number, index: number): string {
  return `call_${facts.uniqueId}${choice}${index}`;
}

function writeCompletion(answer: Answer, facts: AnswerFacts) {
  const { prompt } = facts;
  const text = answer.text.join('');
  return {
    id: `chatcmpl-${facts.uniqueId}`,
    object: 'chat.completion',
    created: Math.floor(facts.nowMs / 1000),
    model: prompt.model,
    choices: Array.from({ length: prompt.choices }, (_, choice) => ({
      index: choice,
      message: {
        role: 'assistant',
        content: text === '' && answer.toolCalls.length > 0 ? null : text,
        ...(answer.reasoning.length > 0 ? { reasoning_content: answer.reasoning.join('') } : {}),
        ...(answer.toolCalls.length > 0
          ? {
              tool_calls: answer.toolCalls.map((call, index) => ({
                id: callId(facts, choice, index),
                type: 'function',
                function: { name: call.name, arguments: call.arguments },
              })),
            }
          : {}),
        refusal: null,
        annotations: [],
      },
      logprobs: null,
      finish_reason: finishReasons[answer.finish],
    })),
    usage: writeUsage(answer.usage, prompt.choices),
    service_tier: 'default',
    system_fingerprint: fingerprint,
  };
}

/** Chunks are made from strings that are prepared once: the simulator is the upstream of benchmarks. */
function writeStream(answer: Answer, facts: AnswerFacts): StreamScript {
  const { prompt } = facts;
  const before =
    `data: {"id":"chatcmpl-${facts.uniqueId}","object":"chat.completion.chunk",` +
    `"created":${Math.floor(facts.nowMs / 1000)},"model":${JSON.stringify(prompt.model)},` +
    `"service_tier":"default","system_fingerprint":"${fingerprint}","choices":[`;
  const usageNull = prompt.streamUsage ? ',"usage":null' : '';
  const chunk = (choice: number, delta: string, finish = 'null') =>
    `${before}{"index":${choice},"delta":${delta},"logprobs":null,"finish_reason":${finish}}]${usageNull}}\n\n`;
  const forAll = (write: (choice: number) => string) => {
    let text = write(0);
    for (let choice = 1; choice < prompt.choices; choice += 1) text += write(choice);
    return text;
  };
  const tokens: string[] = [];
  const push = (delta: string) => tokens.push(forAll((choice) => chunk(choice, delta)));
  for (const token of answer.reasoning) push(`{"reasoning_content":${JSON.stringify(token)}}`);
  for (const token of answer.text) push(`{"content":${JSON.stringify(token)}}`);
  for (const [index, call] of answer.toolCalls.entries()) {
    const name = JSON.stringify(call.name);
    const opened = (choice: number) =>
      `{"tool_calls":[{"index":${index},"id":"${callId(facts, choice, index)}","type":"function","function":{"name":${name},"arguments":""}}]}`;
    tokens.push(forAll((choice) => chunk(choice, opened(choice))));
    for (const piece of splitTokens(call.arguments)) {
      push(`{"tool_calls":[{"index":${index},"function":{"arguments":${JSON.stringify(piece)}}}]}`);
    }
  }
  const usage = prompt.streamUsage
    ? `${before}],"usage":${JSON.stringify(writeUsage(answer.usage, prompt.choices))}}\n\n`
    : '';
  const finish = JSON.stringify(finishReasons[answer.finish]);
  return {
    contentType: 'text/event-stream; charset=utf-8',
    head: forAll((choice) => chunk(choice, '{"role":"assistant","content":"","refusal":null}')),
    tokens,
    finish: forAll((choice) => chunk(choice, '{}', finish)) + usage,
    endMark: 'data: [DONE]\n\n',
    malformed: `${before}{"index":0,"delta":{"content":"bro\n\n`,
  };
}

function writeEmbeddings(request: EmbeddingRequest, vectors: readonly number[][]) {
  const tokens = request.inputs.reduce((sum, text) => sum + estimateTokens(text), 0);
  return {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding:
        request.form === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector,
    })),
    model: request.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}
