import { expect, it } from 'vitest';
import {
  emptyProvider,
  isOnThisMachine,
  providerField,
  providerFormSchema,
  testInputOf,
} from './provider-form.ts';

const schema = providerFormSchema([
  { id: 'openai', default_base_url: 'https://api.openai.com/v1' },
  { id: 'openai-compatible', default_base_url: null },
]);
const filled = { ...emptyProvider, name: 'main', adapter: 'openai', secret: 'sk-1234' };

const problems = (form: typeof filled) =>
  Object.fromEntries(
    (schema.safeParse(form).error?.issues ?? []).map((issue) => [issue.path.join('.'), issue.message]),
  );

it('an empty base URL is the documented one, the secret becomes the first credential', () => {
  expect(schema.parse(filled)).toEqual({
    name: 'main',
    adapter: 'openai',
    base_url: null,
    allow_private_network: false,
    health_check: true,
    credentials: [{ name: 'default', secret: 'sk-1234', weight: 1, rpm: null, tpm: null }],
  });
});

it('an adapter without a base URL of its own asks for one', () => {
  expect(problems({ ...filled, adapter: 'openai-compatible' })).toEqual({
    base_url: 'This adapter needs a base URL.',
  });
});

it("what the verb's schema refuses stands beside its field", () => {
  const wrong = problems({ ...filled, name: 'two words', secret: 'with space' });
  expect(Object.keys(wrong).sort()).toEqual(['name', 'secret']);
  expect(problems({ ...filled, adapter: '' }).adapter).toBe('Choose an adapter.');
});

it('tests unsaved values, without a secret too, but not without an adapter', () => {
  expect(testInputOf({ ...filled, secret: '' })).toEqual({
    adapter: 'openai',
    base_url: null,
    allow_private_network: false,
  });
  expect(testInputOf(filled)?.secret).toBe('sk-1234');
  expect(testInputOf({ ...filled, adapter: '' })).toBeNull();
});

it("finds the form's field for a path of the API", () => {
  expect(providerField('credentials.0.secret')).toBe('secret');
  expect(providerField('name')).toBe('name');
  expect(providerField('other')).toBeNull();
});

it.each([
  ['http://localhost:11434/v1', true],
  ['https://api.openai.com/v1', false],
  ['simulator:healthy', false],
  [null, false],
])('%s is on this machine: %s', (documented, expected) => {
  expect(isOnThisMachine(documented)).toBe(expected);
});
