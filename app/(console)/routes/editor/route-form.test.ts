import { expect, it } from 'vitest';
import { createRouteInput } from '#lib/console/routes/schema.ts';
import {
  chainSentence,
  formOf,
  inputOf,
  numberOrInherited,
  routeFormSchema,
  statusCodesOf,
} from './route-form.ts';

const written = {
  name: 'chat',
  settings: {
    targets: ['a/x', { target: 'b/y', timeouts: { first_token_ms: 8000 } }, 'route:cheap'],
    num_retries: 2,
  },
};

it('a route goes through the form and back unchanged', () => {
  expect(inputOf(formOf(written))).toEqual(written);
  expect(createRouteInput.safeParse(inputOf(formOf(written))).success).toBe(true);
});

it('keeps settings of the file that the form does not show', () => {
  const extra = {
    name: 'chat',
    settings: { targets: ['a/x'], strategy: 'priority', stream_recovery: 'off' },
  } as const;
  expect(inputOf(formOf({ ...extra, settings: { ...extra.settings, targets: ['a/x'] } }))).toEqual(extra);
});

it('the form is checked by the schema of the verb, target names and cross-checks included', () => {
  const form = formOf(written);
  expect(routeFormSchema.safeParse(form)).toEqual({ success: true, data: written });
  const wrong = { ...form, settings: { ...form.settings, targets: [{ target: 'nothing' }], num_retries: 9 } };
  const paths = routeFormSchema.safeParse(wrong).error?.issues.map((issue) => issue.path.join('.'));
  expect(paths).toEqual(expect.arrayContaining(['settings.targets.0', 'settings.num_retries']));
});

it('an emptied field is inherited again: neither it nor an empty group is sent', () => {
  const form = formOf(written);
  const emptied = {
    ...form,
    settings: {
      ...form.settings,
      num_retries: undefined,
      timeouts: { connect_ms: undefined },
      targets: [{ target: 'b/y', timeouts: { first_token_ms: undefined } }],
    },
  };
  expect(inputOf(emptied as never)).toEqual({ name: 'chat', settings: { targets: ['b/y'] } });
});

it('says the chain as a sentence', () => {
  expect(chainSentence([{ target: 'a/x' }, { target: 'b/y' }, { target: 'c/z' }])).toBe(
    'a/x, then b/y, then c/z',
  );
  expect(chainSentence([])).toBe('No target yet');
});

it('tells nothing typed from zero', () => {
  expect(numberOrInherited('')).toBeUndefined();
  expect(numberOrInherited('0')).toBe(0);
});

it('reads status codes however they are separated, and lets the schema refuse words', () => {
  expect(statusCodesOf('429, 500  503')).toEqual([429, 500, 503]);
  expect(statusCodesOf('  ')).toBeUndefined();
  expect(statusCodesOf('many')).toEqual([Number.NaN]);
});
