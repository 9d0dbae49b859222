import type { FailureKind } from '../../errors.ts';
import type { AdapterId } from '../index.ts';

/** Where the recorded bytes of an adapter's wire format are; what it writes its own way is in a folder of its own name. */
export const fixtureFolders = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'gemini',
  'openai-compatible': 'openai-compatible',
  'azure-openai': 'openai-compatible',
  openrouter: 'openai-compatible',
  mistral: 'openai-compatible',
  deepseek: 'openai-compatible',
  qwen: 'openai-compatible',
  groq: 'openai-compatible',
  xai: 'openai-compatible',
  together: 'openai-compatible',
  fireworks: 'openai-compatible',
  moonshot: 'openai-compatible',
  zai: 'openai-compatible',
  cerebras: 'openai-compatible',
  perplexity: 'openai-compatible',
  nvidia: 'openai-compatible',
  litellm: 'openai-compatible',
  portkey: 'openai-compatible',
  tokenmix: 'openai-compatible',
  ollama: 'openai-compatible',
  // Speaks OpenAI's format to the letter.
  simulator: 'openai',
} as const satisfies Record<AdapterId, string>;

const paris = { name: 'get_weather', arguments: '{"city":"Paris"}' };
const rome = { name: 'get_weather', arguments: '{"city":"Rome"}' };
const silent = { content: '', reasoning: '', refusal: '', toolCalls: [] };

/** What a caller reads from a recording. */
export interface RecordedAnswer {
  readonly content: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly toolCalls: readonly object[];
  /** Any of these. */
  readonly finishReasons: readonly string[];
  /** Prompt, completion, and of these the cached and the reasoning ones. */
  readonly tokens: readonly [number, number, number, number];
}

/** What every provider's recording of the same answer comes to. */
export const answers = {
  text: { ...silent, content: 'Grüße, Welt! 👋', finishReasons: ['stop'], tokens: [12, 6, 0, 0] },
  tools: {
    ...silent,
    toolCalls: [{ id: 'call_Paris1', type: 'function', function: paris }],
    finishReasons: ['tool_calls'],
    tokens: [58, 15, 0, 0],
  },
  'parallel-tools': {
    ...silent,
    content: 'Two cities.',
    toolCalls: [
      { id: 'call_Paris1', type: 'function', function: paris },
      { id: 'call_Rome2', type: 'function', function: rome },
    ],
    finishReasons: ['tool_calls'],
    tokens: [61, 33, 0, 0],
  },
  'json-schema': { ...silent, content: '{"answer":42}', finishReasons: ['stop'], tokens: [40, 5, 0, 0] },
  thinking: {
    ...silent,
    reasoning: 'Two and two.',
    content: '4',
    finishReasons: ['stop'],
    tokens: [14, 9, 0, 7],
  },
  refusal: {
    ...silent,
    refusal: 'I cannot help with that.',
    // OpenAI ends a refusal with `stop`, Anthropic's is a content filter.
    finishReasons: ['stop', 'content_filter'],
    tokens: [20, 7, 0, 0],
  },
  'content-filter': {
    ...silent,
    content: 'The first',
    finishReasons: ['content_filter'],
    tokens: [20, 2, 0, 0],
  },
  length: { ...silent, content: 'Once upon', finishReasons: ['length'], tokens: [9, 2, 0, 0] },
  'cached-usage': { ...silent, content: 'Yes.', finishReasons: ['stop'], tokens: [2006, 3, 1920, 0] },
} as const satisfies Record<string, RecordedAnswer>;
/** The name of a recording. */
export type Case = keyof typeof answers;

/** All recordings. */
export const cases = Object.keys(answers) as Case[];

/** Answers that a provider of a borrowed wire format writes in its own way. */
export const ownRecordings: Partial<Record<AdapterId, readonly Case[]>> = {
  'azure-openai': ['content-filter', 'text'],
  deepseek: ['cached-usage', 'thinking'],
  groq: ['text', 'thinking'],
  mistral: ['cached-usage', 'length', 'parallel-tools', 'thinking', 'tools'],
  moonshot: ['cached-usage'],
  perplexity: ['thinking'],
  qwen: ['cached-usage'],
  xai: ['cached-usage', 'thinking'],
  zai: ['content-filter'],
};

/** The file of recorded bytes of one answer, as this provider writes it; `ending` is `json` or `sse`. */
export function recording(id: AdapterId, name: Case, ending: 'json' | 'sse'): URL {
  const folder = ownRecordings[id]?.includes(name) ? id : fixtureFolders[id];
  return new URL(`../fixtures/${folder}/${name}.${ending}`, import.meta.url);
}

/** Answers that a provider cannot give. */
export const impossible: Readonly<Record<string, readonly Case[]>> = {
  // OpenAI's chat completions never show their reasoning.
  openai: ['thinking'],
  // Gemini refuses in its text or by a filter.
  gemini: ['refusal'],
};

/** Kinds that the transport, the relay or the caller bring about, not a provider's words. */
export const kindsOfOthers: readonly FailureKind[] = ['connection_failed', 'client_closed'];

/** A reply that is not 2xx, and what it means. */
export interface ErrorFixture {
  readonly name: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly kind: FailureKind;
  readonly retryAfterMs?: number;
  readonly shouldRetry?: boolean;
}

/** A failure inside a 200: its body, or an event of its stream. */
export interface InBandFixture {
  readonly name: string;
  readonly where: 'stream' | 'body';
  readonly event?: string;
  readonly data: string;
  readonly kind: FailureKind;
}
