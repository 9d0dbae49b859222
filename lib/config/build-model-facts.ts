import type { ConfigurationRows } from '#db/stores/configuration-rows.ts';
import { modelFacts as catalogueFacts } from '#lib/catalogue/model-facts.ts';
import { nanoUsdPerMillion } from '#lib/catalogue/nano-usd-per-million.ts';
import { priceVersions } from '#lib/catalogue/price-versions.ts';
import type { Configuration, ModelFacts, Price } from '#lib/gateway/configuration.ts';
import { type ModelSettings, modelSettings } from './schema/model.ts';

/** Facts of any model: the catalogue's, with the operator's overrides on top. */
export function buildModelFacts(
  overrides: ConfigurationRows['modelOverrides'],
  problems: string[],
): Configuration['modelFacts'] {
  const settingsOf = new Map<string, ModelSettings>();
  for (const { providerName, model, settings } of overrides) {
    const id = `${providerName}/${model}`;
    const parsed = modelSettings.safeParse(settings);
    if (parsed.success) settingsOf.set(id, parsed.data);
    else problems.push(`The settings of the model ${id} are not used: this version does not know them.`);
  }
  return (provider, model) => {
    const facts = catalogueFacts(provider.adapter, model);
    const settings = settingsOf.get(`${provider.name}/${model}`);
    return settings === undefined ? facts : overridden(facts, settings);
  };
}

/** What the catalogue knows of a model with an operator's overrides on top. An overridden model counts as known. */
export function overridden(facts: ModelFacts, settings: ModelSettings): ModelFacts {
  return {
    known: true,
    contextWindow: settings.context_window ?? facts.contextWindow,
    maxOutputTokens: settings.max_output_tokens ?? facts.maxOutputTokens,
    capabilities: settings.capabilities ? new Set(settings.capabilities) : facts.capabilities,
    price: settings.price ? priceOf(settings.price) : facts.price,
    maxParallelRequests: settings.max_parallel_requests ?? facts.maxParallelRequests,
  };
}

function priceOf(settings: NonNullable<ModelSettings['price']>): Price {
  const cached = settings.cached_input;
  return {
    input: nanoUsdPerMillion(settings.input),
    output: nanoUsdPerMillion(settings.output),
    cachedInput: cached === undefined ? null : nanoUsdPerMillion(cached),
    cacheWrite: null,
    version: priceVersions.override,
  };
}
