import type { FieldPath } from 'react-hook-form';
import { z } from 'zod';
import { type ProviderItem, updateProviderInput } from '#lib/console/providers/schema.ts';

/** The form for an existing provider. */
export interface EditForm {
  readonly name: string;
  /** Empty = the adapter's documented one. */
  readonly base_url: string;
  readonly allow_private_network: boolean;
  readonly health_check: boolean;
  /** By credential id; only asked for when the address changes. */
  readonly secrets: Record<string, string>;
}

type Saved = Pick<
  ProviderItem,
  'name' | 'base_url' | 'allow_private_network' | 'health_check' | 'credentials'
>;

/** Fills the form from a provider. Secrets start empty: they are write-only. */
export const editFormOf = (provider: Saved): EditForm => ({
  name: provider.name,
  base_url: provider.base_url ?? '',
  allow_private_network: provider.allow_private_network,
  health_check: provider.health_check,
  secrets: Object.fromEntries(provider.credentials.map((credential) => [credential.id, ''])),
});

/** Whether the typed address differs from the saved one, so that the secrets must be given again. */
export const isMoved = (provider: Pick<Saved, 'base_url'>, typed: string): boolean =>
  typed.trim().replace(/\/+$/, '') !== (provider.base_url ?? '');

const inputOf = (provider: Saved, form: EditForm): z.input<typeof updateProviderInput> => ({
  ...(form.name === provider.name ? {} : { name: form.name.trim() }),
  ...(form.allow_private_network === provider.allow_private_network
    ? {}
    : { allow_private_network: form.allow_private_network }),
  ...(form.health_check === provider.health_check ? {} : { health_check: form.health_check }),
  ...(isMoved(provider, form.base_url)
    ? { base_url: form.base_url.trim() === '' ? null : form.base_url.trim(), secrets: form.secrets }
    : {}),
});

/** Checks the form by the verb's own schema, sending only what changed. */
export const editFormSchema = (provider: Saved) =>
  z
    .custom<EditForm>()
    .transform((form) => inputOf(provider, form))
    .pipe(updateProviderInput);

const ownFields = ['name', 'base_url', 'allow_private_network', 'health_check'] as const;

/** The form's field that a path of the API speaks of; null = none. */
export const editField = (path: string): FieldPath<EditForm> | null => {
  const own = ownFields.find((field) => field === path);
  if (own !== undefined) return own;
  return path.startsWith('secrets.') ? (path as `secrets.${string}`) : null;
};
