import type { Adapter } from './adapter.ts';
import { anthropic } from './anthropic.ts';
import { gemini } from './gemini.ts';
import { openai } from './openai.ts';
import { openAiCompatibleServer, simulator } from './openai-compatible.ts';

/** Every adapter by its id: the one place where a provider is entered. */
export const adapters = {
  openai,
  anthropic,
  gemini,
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
