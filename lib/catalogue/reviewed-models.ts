import type { Capability } from '#lib/gateway/configuration.ts';
import { type ReviewedModel, row } from './reviewed-model.ts';
import { deepseek, mistral, moonshot, openrouter, xai, zai } from './reviewed-vendors.ts';

const openAiChat = [
  'streaming',
  'tools',
  'parallel_tools',
  'json_object',
  'json_schema',
  'vision',
  'files',
] as const satisfies Capability[];
const openAiReasoning = [...openAiChat, 'reasoning'] as const;
/** The o series runs one tool call at a time. */
const openAiO = openAiReasoning.filter((capability) => capability !== 'parallel_tools');
const claude = [...openAiChat, 'reasoning'] as const;
/** From 4.6 on Claude refuses a conversation that ends with the assistant's own words. */
const claudeWithPrefill = [...claude, 'assistant_prefill'] as const;
const gemini = [...openAiChat, 'audio', 'reasoning'] as const;

const openai: Record<string, ReviewedModel> = {
  'gpt-6.1-sol': row(null, 128_000, openAiReasoning, {
    input: 2,
    output: 10,
    cachedInput: 0.1,
    cacheWrite: 2.5,
  }),
  'gpt-6.1-terra': row(null, 128_000, openAiReasoning, {
    input: 1,
    output: 5,
    cachedInput: 0.05,
    cacheWrite: 1.25,
  }),
  'gpt-6-sol': row(1_050_000, 128_000, openAiReasoning),
  'gpt-6-luna': row(1_050_000, 128_000, openAiReasoning),
  'gpt-6-astra': row(1_050_000, 128_000, openAiReasoning),
  'gpt-5.6-sol': row(1_050_000, 128_000, openAiReasoning),
  'gpt-5.6-terra': row(1_050_000, 128_000, openAiReasoning),
  'gpt-5.6-luna': row(1_050_000, 128_000, openAiReasoning),
  'gpt-5.5': row(1_050_000, 128_000, openAiReasoning),
  'gpt-5.4': row(1_050_000, 128_000, openAiReasoning),
  'gpt-5.4-mini': row(400_000, 128_000, openAiReasoning),
  'gpt-5.4-nano': row(400_000, 128_000, openAiReasoning),
  'gpt-5.2': row(400_000, 128_000, openAiReasoning),
  'gpt-5': row(400_000, 128_000, openAiReasoning),
  'gpt-5-mini': row(400_000, 128_000, openAiReasoning),
  'gpt-5-nano': row(400_000, 128_000, openAiReasoning),
  'gpt-4.1': row(1_047_576, 32_768, openAiChat),
  'gpt-4.1-mini': row(1_047_576, 32_768, openAiChat),
  'gpt-4.1-nano': row(1_047_576, 32_768, openAiChat),
  'gpt-4o': row(128_000, 16_384, openAiChat),
  'gpt-4o-mini': row(128_000, 16_384, openAiChat),
  o3: row(200_000, 100_000, openAiO),
  'o4-mini': row(200_000, 100_000, openAiO),
};

const anthropic: Record<string, ReviewedModel> = {
  'claude-fable-5-2': row(1_000_000, 128_000, claude, {
    input: 8,
    output: 40,
    cachedInput: 0.2,
    cacheWrite: 10,
  }),
  'claude-fable-5-1': row(1_000_000, 128_000, claude),
  'claude-opus-5-5': row(1_000_000, 128_000, claude),
  'claude-opus-5': row(1_000_000, 128_000, claude),
  'claude-sonnet-5-5': row(1_000_000, 128_000, claude, {
    input: 2,
    output: 10,
    cachedInput: 0.1,
    cacheWrite: 2.5,
  }),
  'claude-sonnet-5': row(1_000_000, 128_000, claude),
  'claude-haiku-5-5': row(1_000_000, 128_000, claude, {
    input: 0.1,
    output: 0.5,
    cachedInput: 0.01,
    cacheWrite: 0.125,
  }),
  'claude-opus-4-8': row(1_000_000, 128_000, claude),
  'claude-sonnet-4-6': row(1_000_000, 128_000, claude),
  'claude-haiku-4-5': row(200_000, 64_000, claudeWithPrefill),
};

const google: Record<string, ReviewedModel> = {
  'gemini-4-argon': row(1_048_576, 32_768, gemini, { input: 2, output: 10, cachedInput: 0.1 }),
  'gemini-3.8-flash': row(1_048_576, 65_536, gemini),
  'gemini-3.5-flash': row(1_048_576, 65_536, gemini),
  'gemini-3.5-flash-lite': row(1_048_576, 65_536, gemini),
  'gemini-3.1-pro-preview': row(1_048_576, 65_536, gemini),
  'gemini-3.1-flash-lite': row(1_048_576, 65_536, gemini),
  'gemini-2.5-pro': row(1_048_576, 65_536, gemini),
  'gemini-2.5-flash': row(1_048_576, 65_536, gemini),
  'gemini-2.5-flash-lite': row(1_048_576, 65_536, gemini),
};

/**
 * Context, output limits and capabilities by adapter and model, reviewed by hand in November 2026 against several
 * public catalogues. Numbers on which they disagree are left out. An operator's `models:` entry overrides a row.
 */
export const reviewedModels: Readonly<Record<string, Readonly<Record<string, ReviewedModel>>>> = {
  openai,
  anthropic,
  gemini: google,
  mistral,
  deepseek,
  xai,
  moonshot,
  zai,
  openrouter,
};
