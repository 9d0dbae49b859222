import { z } from 'zod';
import { listOf } from '../list/schema.ts';

/** A kind of provider that this installation can speak to. */
export const adapterItem = z.strictObject({
  /** The word used for `adapter:` in the configuration file. */
  id: z.string(),
  label: z.string(),
  /** Null when every installation has its own: then `base_url` is required. */
  default_base_url: z.string().nullable(),
  /** Names the built-in catalogue knows, as suggestions; any other name works too. */
  models: z.array(
    z.strictObject({
      name: z.string(),
      context_window: z.int().nullable(),
      priced: z.boolean(),
    }),
  ),
});

/** A kind of provider that this installation can speak to. */
export type AdapterItem = z.infer<typeof adapterItem>;

/** Answer of `GET /api/console/adapters`. */
export const adapterList = listOf(adapterItem);
