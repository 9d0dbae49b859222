import { z } from 'zod';
import { fractionDigits } from '#lib/catalogue/nano-usd-per-million.ts';
import { capabilities } from '#lib/gateway/configuration.ts';
import { parseTarget } from '../target-text.ts';
import { choice, distinct, section } from './section.ts';

const tokens = z.int().min(1).max(100_000_000);

/** USD per million tokens. The bounds keep it exact: at most 15 significant digits, nine of them behind the point. */
const usdPerMillion = z
  .number()
  .min(0)
  .max(100_000)
  .refine((usd) => usd < 0 || fractionDigits(usd) <= 9, 'must have at most nine digits after the point');

/** The `models:` entry of the configuration file: overrides of the built-in catalogue. */
export const modelSettings = section(
  {
    context_window: tokens.optional(),
    max_output_tokens: tokens.optional(),
    capabilities: distinct(choice(capabilities)).optional(),
    price: section({
      input: usdPerMillion,
      output: usdPerMillion,
      cached_input: usdPerMillion.optional(),
    }).optional(),
    max_parallel_requests: z.int().min(1).max(1_000_000).optional(),
  },
  ['languages'],
);

/** The `models:` entry of the configuration file. */
export type ModelSettings = z.output<typeof modelSettings>;

/** Key of a `models:` entry. */
export const modelName = z
  .string()
  .refine((text) => parseTarget(text)?.kind === 'model', 'must be written as provider/model');
