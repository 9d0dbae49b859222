import type { ProviderSettings } from './schema/provider.ts';

/** Provider keys that a first boot looks for, with the provider they make. */
const providerOfVariable = {
  OPENAI_API_KEY: 'openai',
  ANTHROPIC_API_KEY: 'anthropic',
  GEMINI_API_KEY: 'gemini',
} as const;

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
