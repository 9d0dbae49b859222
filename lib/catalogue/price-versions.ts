/** Where a price is from, as it is written down with what was charged by it. */
export const priceVersions = {
  /** The release of `@pydantic/genai-prices`. */
  published: 'genai-prices 0.1.8',
  /** When the prices of `reviewed-models.ts` were last read from the vendors' own pages. */
  reviewed: 'understudy 2026-11-22',
  simulated: 'simulator',
  /** Set by the operator. */
  override: 'override',
} as const;
