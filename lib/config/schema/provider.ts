import { z } from 'zod';
import { adapterIds, findAdapter } from '#lib/gateway/adapters/index.ts';
import { checkProviderAddress, normaliseBaseUrl } from '../provider-address.ts';
import { nearest, withSuggestion } from '../suggestion.ts';
import { providerLimitsShape } from './limits.ts';
import { plainName, secretText } from './names.ts';
import { section } from './section.ts';

/** Adapters of the file format that this version does not have. */
const laterAdapters = ['vertex', 'cohere', 'bedrock'];

const adapter = z.string().superRefine((id, context) => {
  if (findAdapter(id)) return;
  const message = laterAdapters.includes(id)
    ? `"${id}" is not supported yet`
    : withSuggestion(`"${id}" is not one of ${adapterIds.join(', ')}`, nearest(id, adapterIds));
  context.addIssue({ code: 'custom', message });
});

/** Per minute. */
const rate = z.int().min(1);

const credential = section({
  name: plainName,
  secret: secretText,
  weight: z.int().min(1).max(1_000_000).optional(),
  rpm: rate.optional(),
  tpm: rate.optional(),
});

const credentials = z
  .array(credential)
  .max(100)
  .superRefine((pool, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of pool.entries()) {
      if (seen.has(name)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `"${name}" appears more than once`,
        });
      }
      seen.add(name);
    }
  });

/** The `providers:` entry of the configuration file, secrets included. */
export const providerSettings = section(
  {
    adapter,
    base_url: z.string().max(2_000).transform(normaliseBaseUrl).optional(),
    allow_private_network: z.boolean().optional(),
    health_check: z.boolean().optional(),
    credentials: credentials.optional(),
    ...providerLimitsShape,
  },
  ['region', 'attests'],
).superRefine((settings, context) => {
  const found = findAdapter(settings.adapter);
  const problem = found ? checkProviderAddress(settings, found.defaultBaseUrl) : null;
  if (problem) context.addIssue({ code: 'custom', path: [problem.field], message: problem.message });
});

/** The `providers:` entry of the configuration file, secrets included. */
export type ProviderSettings = z.output<typeof providerSettings>;
