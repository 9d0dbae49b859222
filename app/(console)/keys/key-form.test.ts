import { expect, it } from 'vitest';
import { emptyKey, firstMessage, keyField, keyFormSchema, parseTags, tagsText } from './key-form.ts';

it('what is left empty means every route, no team and no end', () => {
  expect(keyFormSchema.parse({ ...emptyKey, name: 'support-bot' })).toEqual({
    name: 'support-bot',
    team: null,
    models: null,
    tags: {},
    expires_at: null,
  });
});

it('a time of the viewer becomes a point in time', () => {
  const parsed = keyFormSchema.parse({ ...emptyKey, name: 'a', expires_at: '2027-01-01T10:30' });
  expect(parsed.expires_at).toBe(new Date('2027-01-01T10:30').toISOString());
});

it('tags are pairs; anything else is refused beside the field', () => {
  expect(parseTags('product=helpdesk, env = prod ,')).toEqual({ product: 'helpdesk', env: 'prod' });
  expect(tagsText({ product: 'helpdesk', env: 'prod' })).toBe('product=helpdesk, env=prod');
  const wrong = keyFormSchema.safeParse({ ...emptyKey, name: 'a', tags: 'helpdesk' });
  expect(wrong.error?.issues[0]).toMatchObject({
    path: ['tags'],
    message: 'Write tags as name=value, name=value.',
  });
});

it("finds the form's field for a path of the API", () => {
  expect(keyField('models.0')).toBe('models');
  expect(keyField('grace')).toBeNull();
});

it('finds the sentence inside a nested error', () => {
  expect(firstMessage({ product: { message: 'A tag needs a value.' } })).toBe('A tag needs a value.');
  expect(firstMessage(undefined)).toBeUndefined();
});
