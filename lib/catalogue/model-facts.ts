import { LRUCache } from 'lru-cache';
import type { ModelFacts, Price } from '#lib/gateway/configuration.ts';
import { nanoUsdPerMillion } from './nano-usd-per-million.ts';
import { priceVersions } from './price-versions.ts';
import { publishedModel } from './published-price.ts';
import type { ReviewedModel } from './reviewed-model.ts';
import { reviewedModels } from './reviewed-models.ts';
import { simulatedModels } from './simulated-models.ts';

const unknownModel: ModelFacts = {
  known: false,
  contextWindow: null,
  maxOutputTokens: null,
  capabilities: null,
  price: null,
  maxParallelRequests: null,
};

const millisecondsPerDay = 86_400_000;

/** Callers may name any model, so what is remembered is bounded. */
const remembered = new LRUCache<string, ModelFacts>({ max: 5_000 });

/**
 * What the built-in catalogue knows of a model of an adapter. A model it does not list is unknown, unpriced and counts as
 * able to do everything. Prices are those in force at `nowMs` (Unix milliseconds), looked up once a day.
 */
export function modelFacts(adapterId: string, model: string, nowMs: number = Date.now()): ModelFacts {
  const key = `${adapterId}/${model}@${Math.floor(nowMs / millisecondsPerDay)}`;
  const known = remembered.get(key);
  if (known) return known;
  const facts = lookUp(adapterId, model, new Date(nowMs));
  remembered.set(key, facts);
  return facts;
}

function lookUp(adapterId: string, model: string, at: Date): ModelFacts {
  if (adapterId === 'simulator') return own(simulatedModels, model) ?? unknownModel;
  const name = model.replace(/^models\//, '');
  const reviewed = reviewedModel(adapterId, name);
  const published = publishedModel(adapterId, name, at) ?? publishedModel(adapterId, undated(name), at);
  if (reviewed === null && published === null) return unknownModel;
  return {
    known: true,
    contextWindow: reviewed?.contextWindow ?? published?.contextWindow ?? null,
    maxOutputTokens: reviewed?.maxOutputTokens ?? null,
    capabilities: reviewed ? new Set(reviewed.capabilities) : null,
    price: reviewedPrice(reviewed) ?? published?.price ?? null,
    maxParallelRequests: null,
  };
}

function reviewedModel(adapterId: string, name: string): ReviewedModel | null {
  const models = own(reviewedModels, adapterId);
  if (models === undefined) return null;
  return own(models, name) ?? own(models, undated(name)) ?? null;
}

/** A snapshot is its model: `gpt-4o-2024-11-20`, `claude-haiku-4-5-20251001`, `gemini-2.5-pro-latest`. */
function undated(name: string): string {
  return name.replace(/-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$/, '');
}

function reviewedPrice(model: ReviewedModel | null): Price | null {
  if (model?.price === undefined) return null;
  const { input, output, cachedInput, cacheWrite } = model.price;
  return {
    input: nanoUsdPerMillion(input),
    output: nanoUsdPerMillion(output),
    cachedInput: nanoUsdPerMillion(cachedInput),
    cacheWrite: cacheWrite === undefined ? null : nanoUsdPerMillion(cacheWrite),
    version: priceVersions.reviewed,
  };
}

/** A model may be called `constructor`. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
