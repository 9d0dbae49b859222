import { z } from 'zod';
import { toLocalField } from '#app/_ui/time-range.ts';
import { createKeyInput, type KeyItem } from '#lib/console/keys/schema.ts';

/** The form of a key: the verb's input as texts. */
export interface KeyForm {
  readonly name: string;
  /** Empty = no team. */
  readonly team: string;
  /** Empty = every route. */
  readonly models: string[];
  /** `product=helpdesk, env=prod`. */
  readonly tags: string;
  /** A `datetime-local` value in the viewer's zone; empty = never. */
  readonly expires_at: string;
}

/** What a new key starts from: every route, no end. */
export const emptyKey: KeyForm = { name: '', team: '', models: [], tags: '', expires_at: '' };

/** Fills the form from a key. */
export const keyFormOf = (key: KeyItem): KeyForm => ({
  name: key.name,
  team: key.team ?? '',
  models: key.models ?? [],
  tags: tagsText(key.tags),
  expires_at: key.expires_at === null ? '' : toLocalField(new Date(key.expires_at)),
});

/** `product=helpdesk, env=prod`. */
export const tagsText = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

/** Reads name=value pairs separated by commas; null when one of them has no "=". */
export const parseTags = (text: string): Record<string, string> | null => {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 1 ? null : ([pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const);
    });
  return pairs.every((pair) => pair !== null) ? Object.fromEntries(pairs) : null;
};

/** Checks the form by the verb's own schema. */
export const keyFormSchema = z
  .custom<KeyForm>()
  .transform((form, context): z.input<typeof createKeyInput> => {
    const tags = parseTags(form.tags);
    if (tags === null)
      context.addIssue({ code: 'custom', path: ['tags'], message: 'Write tags as name=value, name=value.' });
    return {
      name: form.name,
      team: form.team.trim() === '' ? null : form.team.trim(),
      models: form.models.length === 0 ? null : form.models,
      tags: tags ?? {},
      expires_at: form.expires_at === '' ? null : new Date(form.expires_at).toISOString(),
    };
  })
  .pipe(createKeyInput);

/** The form's field that a path of the API speaks of; null = none. */
export const keyField = (path: string): keyof KeyForm | null => {
  const first = path.split('.')[0] ?? '';
  return Object.hasOwn(emptyKey, first) ? (first as keyof KeyForm) : null;
};

/** The first sentence found in a field's error, however deep a tag's or a model's own path is. */
export const firstMessage = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('message' in error && typeof error.message === 'string' && error.message !== '') return error.message;
  for (const inner of Object.values(error)) {
    const found = firstMessage(inner);
    if (found !== undefined) return found;
  }
  return undefined;
};
