import {
  type ConditionalPrice,
  calcPrice,
  findProvider,
  type ModelPrice,
  type TieredPrices,
} from '@pydantic/genai-prices';
import type { Price } from '#lib/gateway/configuration.ts';
import { nanoUsdPerMillion } from './nano-usd-per-million.ts';
import { priceOf } from './price-of.ts';

/**
 * Adapters whose providers the price data knows, by its own name for them. Azure is left out: its models are called by the names of
 * deployments, which are the operator's choice.
 */
const publishers: ReadonlyMap<string, string> = new Map([
  ['openai', 'openai'],
  ['anthropic', 'anthropic'],
  ['gemini', 'google'],
  ['openrouter', 'openrouter'],
  ['mistral', 'mistral'],
  ['deepseek', 'deepseek'],
  ['groq', 'groq'],
  ['xai', 'x-ai'],
  ['together', 'together'],
  ['fireworks', 'fireworks'],
  ['moonshot', 'moonshotai'],
  ['zai', 'zai'],
  ['cerebras', 'cerebras'],
  ['perplexity', 'perplexity'],
]);

/** How a provider is to be asked for a model, where the price data lists it under another name. */
const calledAs: ReadonlyMap<string, (listed: string) => string> = new Map([
  ['fireworks', (listed) => `accounts/fireworks/models/${listed}`],
  ['zai', (listed) => listed.toLowerCase()],
]);

/** What the published price data says of one model. */
export interface PublishedModel {
  readonly price: Price | null;
  /** Tokens; null when it does not say. */
  readonly contextWindow: number | null;
}

/** Prices and context window of a model as published, at one moment (prices may be dated); null when unlisted. */
export function publishedModel(adapterId: string, model: string, at: Date): PublishedModel | null {
  const providerId = publishers.get(adapterId);
  if (providerId === undefined) return null;
  const found = calcPrice(nothing, model, { providerId, timestamp: at });
  if (found === null || found.provider.id !== providerId || isNewerThan(model, found.model.id)) return null;
  const prices = changesByTheHour(found.model.prices)
    ? dearestOf(
        hoursOf(at).map((timestamp) => calcPrice(nothing, model, { providerId, timestamp })?.model_price),
      )
    : found.model_price;
  return { price: priceOf(prices ?? found.model_price), contextWindow: found.model.context_window ?? null };
}

/** Names of the chat models that the price data lists for an adapter. */
export function publishedModelNames(adapterId: string): string[] {
  const providerId = publishers.get(adapterId);
  const provider = providerId === undefined ? undefined : findProvider({ providerId });
  return (provider?.models ?? [])
    .filter((model) => model.deprecated !== true && chargesForOutput(model.prices))
    .map((model) => calledAs.get(adapterId)?.(model.id) ?? model.id);
}

const nothing = { input_tokens: 0, output_tokens: 0 } as const;

/** DeepSeek is dearer at some hours of the day. A price is looked up once a day, and a budget must not run over. */
function changesByTheHour(prices: ModelPrice | ConditionalPrice[]): boolean {
  return Array.isArray(prices) && prices.some(({ constraint }) => constraint?.type === 'time_of_date');
}

const millisecondsPerHour = 3_600_000;
const hoursPerDay = 24;

function hoursOf(day: Date): Date[] {
  const midnight = Math.floor(day.getTime() / (hoursPerDay * millisecondsPerHour)) * hoursPerDay;
  return Array.from({ length: hoursPerDay }, (_, hour) => new Date((midnight + hour) * millisecondsPerHour));
}

function dearestOf(prices: readonly (ModelPrice | undefined)[]): ModelPrice | undefined {
  return prices.reduce((dearest, price) =>
    (nano(price?.input_mtok) ?? 0n) > (nano(dearest?.input_mtok) ?? 0n) ? price : dearest,
  );
}

/** Its prefix rules take `claude-sonnet-5-5` for `claude-sonnet-5`: another number behind the name is another model. */
function isNewerThan(model: string, listed: string): boolean {
  return model.startsWith(listed) && /^[-.]\d{1,2}(?!\d)/.test(model.slice(listed.length));
}

function chargesForOutput(prices: ModelPrice | ConditionalPrice[]): boolean {
  return Array.isArray(prices)
    ? prices.some((each) => each.prices.output_mtok !== undefined)
    : prices.output_mtok !== undefined;
}

function nano(price: number | TieredPrices | undefined): bigint | null {
  if (price === undefined) return null;
  return nanoUsdPerMillion(typeof price === 'number' ? price : price.base);
}
