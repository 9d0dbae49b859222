import { expect, it } from 'vitest';
import { editFormOf, editFormSchema, isMoved } from './edit-form.ts';

const provider = {
  name: 'main',
  base_url: 'https://api.example.org/v1',
  allow_private_network: false,
  health_check: true,
  credentials: [
    {
      id: 'cred_1',
      name: 'default',
      hint: 'abcd',
      weight: 1,
      rpm: null,
      tpm: null,
      created_at: '2026-11-21T00:00:00Z',
      rotated_at: '2026-11-21T00:00:00Z',
    },
  ],
};
const schema = editFormSchema(provider);
const form = editFormOf(provider);

it('sends only what changed, and never a secret that was not asked for', () => {
  expect(schema.parse(form)).toEqual({});
  expect(schema.parse({ ...form, name: 'other' })).toEqual({ name: 'other' });
  expect(schema.parse({ ...form, health_check: false })).toEqual({ health_check: false });
});

it('a new address sends the secrets with it, and an empty one is refused', () => {
  const moved = { ...form, base_url: 'https://other.example.org/v1', secrets: { cred_1: 'sk-new' } };
  expect(schema.parse(moved)).toEqual({
    base_url: 'https://other.example.org/v1',
    secrets: { cred_1: 'sk-new' },
  });
  const empty = schema.safeParse({ ...moved, secrets: { cred_1: '' } });
  expect(empty.error?.issues[0]?.path).toEqual(['secrets', 'cred_1']);
});

it('a slash at the end is not another address; the documented one is', () => {
  expect(isMoved(provider, 'https://api.example.org/v1/')).toBe(false);
  expect(isMoved(provider, '')).toBe(true);
  expect(isMoved({ base_url: null }, '')).toBe(false);
});
