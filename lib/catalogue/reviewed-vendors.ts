import type { Capability } from '#lib/gateway/configuration.ts';
import { type ReviewedModel, row } from './reviewed-model.ts';

type Models = Record<string, ReviewedModel>;

const tools = ['streaming', 'tools', 'parallel_tools', 'json_object'] as const satisfies Capability[];
const schema = [...tools, 'json_schema'] as const;
const seeing = [...schema, 'vision'] as const;
const thinking = [...seeing, 'reasoning'] as const;

/** Mistral's own API. */
export const mistral: Models = {
  'mistral-large-4': row(1_050_000, 262_000, thinking, { input: 0.7, output: 2.1, cachedInput: 0.07 }),
  'mistral-large-2512': row(262_144, 262_000, seeing),
  'mistral-medium-2604': row(262_144, 262_000, thinking, { input: 1.5, output: 7.5, cachedInput: 0.15 }),
  'mistral-small-2603': row(262_144, 256_000, thinking),
  'ministral-8b-2512': row(262_144, 262_000, seeing),
};

/** DeepSeek's own API, which writes JSON but by no schema. */
export const deepseek: Models = {
  'deepseek-flash': row(1_000_000, 384_000, [...tools, 'vision', 'reasoning'], {
    input: 0.3,
    output: 1.2,
    cachedInput: 0.006,
  }),
  'deepseek-v4-pro': row(1_000_000, 384_000, [...tools, 'reasoning']),
};

/** xAI. */
export const xai: Models = {
  'grok-4.7': row(500_000, 500_000, thinking, { input: 2, output: 6, cachedInput: 0.5 }),
  'grok-4.5': row(500_000, 500_000, thinking),
  'grok-4.3': row(1_000_000, 30_000, thinking),
};

/** Moonshot. The sources disagree on what K3 puts out. */
export const moonshot: Models = {
  'kimi-k3.1-pro': row(1_048_576, 1_048_576, thinking, { input: 2, output: 10, cachedInput: 0.2 }),
  'kimi-k3': row(1_048_576, 131_072, thinking),
  'kimi-k2.6': row(262_144, 262_144, thinking),
};

/** Z.ai. That it writes by no schema is unconfirmed; of two published prices of the flash model, the newer and dearer one. */
export const zai: Models = {
  'glm-5.3': row(1_000_000, 131_072, [...tools, 'reasoning']),
  'glm-5.3-flash': row(1_000_000, 131_072, [...tools, 'reasoning'], {
    input: 0.15,
    output: 0.5,
    cachedInput: 0.03,
  }),
};

/** Models of Qwen at OpenRouter's price; its other models are priced by the published data. */
export const openrouter: Models = {
  'qwen/qwen3.8-max-0902': row(1_000_000, 131_072, thinking, { input: 2, output: 6, cachedInput: 0.25 }),
  'qwen/qwen3.8-flash': row(1_000_000, 131_072, thinking, { input: 0.15, output: 0.47, cachedInput: 0.016 }),
};
