import type { AdapterId } from '#lib/gateway/adapters/index.ts';
import type { ProviderSettings } from './schema/provider.ts';

/** Provider keys that a first boot looks for, by the names that the providers' own tools use, with the provider they make. */
const providerOfVariable = {
  OPENAI_API_KEY: 'openai',
  ANTHROPIC_API_KEY: 'anthropic',
  GEMINI_API_KEY: 'gemini',
  OPENROUTER_API_KEY: 'openrouter',
  MISTRAL_API_KEY: 'mistral',
  DEEPSEEK_API_KEY: 'deepseek',
  DASHSCOPE_API_KEY: 'qwen',
  GROQ_API_KEY: 'groq',
  XAI_API_KEY: 'xai',
  TOGETHER_API_KEY: 'together',
  FIREWORKS_API_KEY: 'fireworks',
  MOONSHOT_API_KEY: 'moonshot',
  ZAI_API_KEY: 'zai',
  CEREBRAS_API_KEY: 'cerebras',
  PERPLEXITY_API_KEY: 'perplexity',
  NVIDIA_API_KEY: 'nvidia',
  PORTKEY_API_KEY: 'portkey',
} as const satisfies Record<string, AdapterId>;

/** A provider, ready to use, for each provider key that is set; each is named for its adapter. */
export function providersFromEnv(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, ProviderSettings> {
  const found: Record<string, ProviderSettings> = {};
  for (const [variable, adapter] of Object.entries(providerOfVariable)) {
    const secret = env[variable]?.trim() ?? '';
    if (secret !== '') found[adapter] = { adapter, credentials: [{ name: 'environment', secret }] };
  }
  return found;
}
