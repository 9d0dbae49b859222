import type { Adapter } from './adapter.ts';
import { anthropic } from './anthropic.ts';
import { azureOpenAi } from './dialects/azure-openai.ts';
import { cerebras } from './dialects/cerebras.ts';
import { deepseek } from './dialects/deepseek.ts';
import { fireworks } from './dialects/fireworks.ts';
import { groq } from './dialects/groq.ts';
import { litellm } from './dialects/litellm.ts';
import { mistral } from './dialects/mistral.ts';
import { moonshot } from './dialects/moonshot.ts';
import { nvidia } from './dialects/nvidia.ts';
import { ollama } from './dialects/ollama.ts';
import { openrouter } from './dialects/openrouter.ts';
import { perplexity } from './dialects/perplexity.ts';
import { portkey } from './dialects/portkey.ts';
import { qwen } from './dialects/qwen.ts';
import { together } from './dialects/together.ts';
import { tokenmix } from './dialects/tokenmix.ts';
import { xai } from './dialects/xai.ts';
import { zai } from './dialects/zai.ts';
import { gemini } from './gemini.ts';
import { openai } from './openai.ts';
import { openAiCompatibleServer, simulator } from './openai-compatible.ts';

/** Every adapter by its id: the one place where a provider is entered. */
export const adapters = {
  openai,
  anthropic,
  gemini,
  'azure-openai': azureOpenAi,
  openrouter,
  mistral,
  deepseek,
  qwen,
  groq,
  xai,
  together,
  fireworks,
  moonshot,
  zai,
  cerebras,
  perplexity,
  nvidia,
  litellm,
  portkey,
  tokenmix,
  ollama,
  'openai-compatible': openAiCompatibleServer,
  simulator,
} as const satisfies Record<string, Adapter>;

/** An id that `adapter:` in the configuration file may have. */
export type AdapterId = keyof typeof adapters;

/** All adapter ids, in the order in which people see them. */
export const adapterIds = Object.keys(adapters) as readonly AdapterId[];

const byId: ReadonlyMap<string, Adapter> = new Map(Object.entries(adapters));

/** The adapter of that id, or undefined when there is none. */
export function findAdapter(id: string): Adapter | undefined {
  return byId.get(id);
}
