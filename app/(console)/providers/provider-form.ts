import { z } from 'zod';
import type { AdapterItem } from '#lib/console/adapters/schema.ts';
import {
  addCredentialInput,
  type CreateProviderInput,
  createProviderInput,
  type TestProviderInput,
  testProviderInput,
} from '#lib/console/providers/schema.ts';

/** The form for a new provider: the verb's input with one credential and texts for what may be empty. */
export interface ProviderForm {
  readonly name: string;
  readonly adapter: string;
  /** Empty = the adapter's documented one. */
  readonly base_url: string;
  readonly allow_private_network: boolean;
  /** Empty = added later. */
  readonly secret: string;
}

/** Whether an adapter's documented address is the machine itself, as that of a local model server is. */
export const isOnThisMachine = (documented: string | null): boolean =>
  documented !== null && URL.canParse(documented) && new URL(documented).hostname === 'localhost';

/** What a new provider starts from. */
export const emptyProvider: ProviderForm = {
  name: '',
  adapter: '',
  base_url: '',
  allow_private_network: false,
  secret: '',
};

/** Name of the first credential of a pool. */
const firstCredential = 'default';

const inputOf = (form: ProviderForm): z.input<typeof createProviderInput> => ({
  name: form.name.trim(),
  adapter: form.adapter,
  base_url: form.base_url.trim() === '' ? null : form.base_url.trim(),
  allow_private_network: form.allow_private_network,
  credentials: form.secret === '' ? [] : [{ name: firstCredential, secret: form.secret, weight: 1 }],
});

const fieldOf: Readonly<Record<string, keyof ProviderForm>> = {
  name: 'name',
  adapter: 'adapter',
  base_url: 'base_url',
  allow_private_network: 'allow_private_network',
};

/** The form's field that a path of the API speaks of; null = none. */
export const providerField = (path: string): keyof ProviderForm | null =>
  path.startsWith('credentials') || path === 'secret' ? 'secret' : (fieldOf[path] ?? null);

const copyIssues = (from: z.ZodError, context: z.RefinementCtx) => {
  for (const issue of from.issues) {
    const field = providerField(issue.path.join('.'));
    context.addIssue({ code: 'custom', message: issue.message, path: field === null ? [] : [field] });
  }
  return z.NEVER;
};

/** Checks the form by the verb's own schema, and asks for a base URL where the adapter has none. */
export const providerFormSchema = (adapters: readonly Pick<AdapterItem, 'id' | 'default_base_url'>[]) =>
  z.custom<ProviderForm>().transform((form, context): CreateProviderInput => {
    const checked = createProviderInput.safeParse(inputOf(form));
    const adapter = adapters.find((one) => one.id === form.adapter);
    if (adapter?.default_base_url === null && form.base_url.trim() === '') {
      context.addIssue({ code: 'custom', message: 'This adapter needs a base URL.', path: ['base_url'] });
    }
    return checked.success ? checked.data : copyIssues(checked.error, context);
  });

/** The values of the form as a test takes them; null when they cannot be tested yet. */
export const testInputOf = (form: ProviderForm): TestProviderInput | null => {
  const { adapter, base_url, allow_private_network } = inputOf(form);
  const secret = addCredentialInput.shape.secret.safeParse(form.secret).data;
  return (
    testProviderInput.safeParse({ adapter, base_url, allow_private_network, ...(secret ? { secret } : {}) })
      .data ?? null
  );
};
