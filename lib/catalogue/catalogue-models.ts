import { modelFacts } from './model-facts.ts';
import { publishedModelNames } from './published-price.ts';
import { reviewedModels } from './reviewed-models.ts';
import { simulatedModels } from './simulated-models.ts';

/** A model that the catalogue can suggest. */
export interface CatalogueModel {
  readonly name: string;
  /** Tokens; null when unknown. */
  readonly contextWindow: number | null;
  readonly priced: boolean;
}

/** The models the catalogue knows for an adapter, reviewed ones first; empty when it knows none. */
export function catalogueModels(adapterId: string): CatalogueModel[] {
  const reviewed = Object.hasOwn(reviewedModels, adapterId)
    ? Object.keys(reviewedModels[adapterId] ?? {})
    : [];
  const simulated = adapterId === 'simulator' ? Object.keys(simulatedModels) : [];
  const names = new Set([...reviewed, ...simulated, ...publishedModelNames(adapterId)]);
  return [...names].flatMap((name) => {
    const { known, contextWindow, price } = modelFacts(adapterId, name);
    // The price data has entries for families, under names that no request can have.
    return known ? [{ name, contextWindow, priced: price !== null }] : [];
  });
}
