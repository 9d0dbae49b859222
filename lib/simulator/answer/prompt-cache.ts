import type { Prompt } from './prompt.ts';
import { hashText } from './seeded-random.ts';
import { estimateTokens } from './tokens.ts';

/** Input tokens read from and written to the provider's prompt cache. */
export interface CachedTokens {
  readonly read: number;
  readonly written: number;
}

/** Providers cache nothing shorter than about a thousand tokens. */
const prefixCharacters = 4096;
const maxPrefixes = 256;

export type PromptCache = (prompt: Prompt) => CachedTokens;

const nothingCached: CachedTokens = { read: 0, written: 0 };

/** Remembers long beginnings of prompts per model; the second prompt that begins alike is served from the cache. */
export function createPromptCache(): PromptCache {
  const seen = new Set<string>();
  return (prompt) => {
    if (!prompt.cacheable || prompt.text.length < prefixCharacters) return nothingCached;
    const prefix = prompt.text.slice(0, prefixCharacters);
    const key = `${prompt.model} ${hashText(prefix)}`;
    if (seen.has(key)) return { read: estimateTokens(prefix), written: 0 };
    if (seen.size >= maxPrefixes) seen.clear();
    seen.add(key);
    return { read: 0, written: estimateTokens(prefix) };
  };
}
