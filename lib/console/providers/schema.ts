import { z } from 'zod';
import { normaliseBaseUrl } from '../../config/provider-address.ts';
import { providerHealth } from '../circuits/schema.ts';
import { providerLimitsInput, providerLimitsItem } from '../limits/schema.ts';
import { instantText, listOf } from '../list/schema.ts';
import { addressableName, spokenName } from '../name.ts';

/** First half of a target's name. */
export const providerName = addressableName('the provider');

/** Absolute URL, version path included. Whether the adapter may be called there is checked on the server. */
export const baseUrl = z
  .string()
  .trim()
  .min(1, 'Give an absolute URL.')
  .max(2000)
  .transform(normaliseBaseUrl);

const credentialName = spokenName('the credential');

/** What a provider issued. Write-only: no answer ever holds it. */
export const secretText = z
  .string()
  .trim()
  .min(1, 'Paste the secret.')
  .max(8192)
  .regex(/^[\x21-\x7e]+$/, 'A secret has no spaces and no special characters: paste it again.');

const whole = z.int('Give a whole number.');
const weight = whole.min(1, 'Give at least 1.').max(1_000_000);

/** Per minute; null = not known. */
const rate = whole.min(1, 'Give at least 1, or nothing when no limit is known.').nullable();

/** Body of `POST /api/console/providers/{id}/credentials`. */
export const addCredentialInput = z.strictObject({
  name: credentialName,
  secret: secretText,
  weight: weight.default(1),
  /** Requests a minute that the account may make. */
  rpm: rate.default(null),
  /** Tokens a minute that the account may use. */
  tpm: rate.default(null),
});

/** Body of `POST /api/console/providers/{id}/credentials`. */
export type AddCredentialInput = z.output<typeof addCredentialInput>;

/** The ids in a path to a credential. */
export const credentialParams = z.strictObject({ id: z.string().min(1), credential_id: z.string().min(1) });

/** Body of `PATCH /api/console/providers/{id}/credentials/{credential_id}`; an absent field stays as it is. */
export const updateCredentialInput = z.strictObject({
  weight: weight.optional(),
  rpm: rate.optional(),
  tpm: rate.optional(),
});

/** Body of `PATCH /api/console/providers/{id}/credentials/{credential_id}`. */
export type UpdateCredentialInput = z.output<typeof updateCredentialInput>;

/** Body of `PUT /api/console/providers/{id}/credentials/{credential_id}`: replaces the secret. */
export const replaceSecretInput = z.strictObject({ secret: secretText });

/** Body of `PUT /api/console/providers/{id}/credentials/{credential_id}`. */
export type ReplaceSecretInput = z.output<typeof replaceSecretInput>;

/** Body of `POST /api/console/providers`. A null `base_url` is the adapter's documented one. */
export const createProviderInput = z.strictObject({
  name: providerName,
  adapter: z.string().min(1, 'Choose an adapter.'),
  base_url: baseUrl.nullable().default(null),
  allow_private_network: z.boolean().default(false),
  /** Whether its model list is asked for in the background, to keep its connections warm and to know its health. */
  health_check: z.boolean().default(true),
  credentials: z.array(addCredentialInput).max(100).default([]),
  ...providerLimitsInput,
});

/** Body of `POST /api/console/providers`. */
export type CreateProviderInput = z.output<typeof createProviderInput>;

/**
 * Body of `PATCH /api/console/providers/{id}`; an absent field stays as it is. A new base URL asks for every secret
 * again, in `secrets`: a stored one is never sent to an address it was not given for.
 */
export const updateProviderInput = z.strictObject({
  name: providerName.optional(),
  base_url: baseUrl.nullable().optional(),
  allow_private_network: z.boolean().optional(),
  health_check: z.boolean().optional(),
  ...providerLimitsInput,
  /** By credential id; only read with a new `base_url`. */
  secrets: z.record(z.string(), secretText).optional(),
});

/** Body of `PATCH /api/console/providers/{id}`. */
export type UpdateProviderInput = z.output<typeof updateProviderInput>;

/**
 * Body of `POST /api/console/providers/test`: values of a form, saved or not. Without `secret`, the stored one of
 * `credential_id` is used, and only when `base_url` is still the saved one.
 */
export const testProviderInput = z.strictObject({
  adapter: z.string().min(1),
  base_url: baseUrl.nullable().default(null),
  allow_private_network: z.boolean().default(false),
  secret: secretText.optional(),
  /** `cred_…` of a saved credential. */
  credential_id: z.string().min(1).optional(),
});

/** Body of `POST /api/console/providers/test`. */
export type TestProviderInput = z.output<typeof testProviderInput>;

/** Answer of `POST /api/console/providers/test`. */
export const testResult = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), latency_ms: z.number(), status: z.int() }),
  z.strictObject({
    ok: z.literal(false),
    latency_ms: z.number(),
    /** A kind of failure, e.g. `authentication`. */
    kind: z.string(),
    /** HTTP status of the provider; null when it never answered. */
    status: z.int().nullable(),
    /** The provider's own words, or why it could not be reached. */
    message: z.string(),
  }),
]);

/** Answer of `POST /api/console/providers/test`. */
export type TestResult = z.infer<typeof testResult>;

/** One secret in a provider's pool, without the secret. */
export const credentialItem = z.strictObject({
  /** `cred_…` */
  id: z.string(),
  name: z.string(),
  /** The last four characters. */
  hint: z.string(),
  weight: z.int(),
  /** Requests a minute that the account may make; null = not known. */
  rpm: z.int().nullable(),
  /** Tokens a minute that the account may use; null = not known. */
  tpm: z.int().nullable(),
  created_at: instantText,
  /** When the secret was last replaced. */
  rotated_at: instantText,
});

/** One secret in a provider's pool, without the secret. */
export type CredentialItem = z.infer<typeof credentialItem>;

/** A configured connection to a provider. */
export const providerItem = z.strictObject({
  /** `prov_…` */
  id: z.string(),
  name: z.string(),
  adapter: z.string(),
  /** The adapter's name as people write it. */
  adapter_label: z.string(),
  /** As written; null = the adapter's documented one. */
  base_url: z.string().nullable(),
  /** The one in force. */
  effective_base_url: z.string(),
  allow_private_network: z.boolean(),
  health_check: z.boolean(),
  /** Served by the built-in simulator; shown as such everywhere. */
  simulated: z.boolean(),
  credentials: z.array(credentialItem),
  health: providerHealth,
  /** A provider whose hard budget is spent is passed over. */
  ...providerLimitsItem,
  /** Names of the routes that use it. */
  routes: z.array(z.string()),
  created_at: instantText,
  updated_at: instantText,
});

/** A configured connection to a provider. */
export type ProviderItem = z.infer<typeof providerItem>;

/** Answer of `GET /api/console/providers`. */
export const providerList = listOf(providerItem);
