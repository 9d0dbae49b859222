import type { Answer, AnswerFinish, AnswerUsage } from '../answer/answer.ts';
import type { AnswerFacts } from './dialect.ts';

const stopReasons = {
  stop: 'end_turn',
  stop_sequence: 'stop_sequence',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
} as const satisfies Record<AnswerFinish, string>;

/** Stands for the signature that proves a thinking block is unchanged. */
export const signature = Buffer.from('simulated signature').toString('base64');

/** Anthropic counts cached tokens apart from `input_tokens`. */
export function writeUsage(usage: AnswerUsage, outputTokens: number) {
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

export function writeStop(answer: Answer) {
  const refused = answer.finish === 'content_filter';
  return {
    stop_reason: stopReasons[answer.finish],
    stop_sequence: answer.stopSequence,
    stop_details: refused ? { type: 'refusal', category: null, explanation: null } : null,
    container: null,
  };
}

export function writeEnvelope(answer: Answer, facts: AnswerFacts, outputTokens: number) {
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

export function writeToolUse(name: string, input: unknown, facts: AnswerFacts, index: number) {
  return { type: 'tool_use', id: `toolu_${facts.uniqueId}${index}`, name, input, caller: { type: 'direct' } };
}

export function writeMessage(answer: Answer, facts: AnswerFacts) {
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
