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
    stream_recovery: 'buffer' as const,
    recovery_max_cost_usd: 0.0025,
    stream_chunking: 'words' as const,
    context_window_fallbacks: [{ target: 'c/long', timeouts: { first_token_ms: 20_000 } }, 'd/longer'],
    content_policy_fallbacks: ['route:mild'],
  },
};

it('a route goes through the form and back unchanged', () => {
  expect(inputOf(formOf(written))).toEqual(written);
  expect(createRouteInput.safeParse(inputOf(formOf(written))).success).toBe(true);
});

it('keeps settings of the file that the form does not show', () => {
  const extra = {
    name: 'chat',
    settings: { targets: ['a/x'], strategy: 'priority' },
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
      stream_recovery: undefined,
      recovery_max_cost_usd: undefined,
      stream_chunking: undefined,
      context_window_fallbacks: [],
      content_policy_fallbacks: [],
      timeouts: { connect_ms: undefined },
      targets: [{ target: 'b/y', timeouts: { first_token_ms: undefined } }],
    },
  };
  expect(inputOf(emptied as never)).toEqual({ name: 'chat', settings: { targets: ['b/y'] } });
});

it.each(['replay', 'continue', 'buffer', 'off'] as const)(
  'a choice of %s is sent, the default included',
  (recovery) => {
    const form = formOf(written);
    const chosen = { ...form, settings: { ...form.settings, stream_recovery: recovery } };
    expect(routeFormSchema.safeParse(chosen).data?.settings.stream_recovery).toBe(recovery);
  },
);

it('a recovery may cost nothing; an amount below zero or that is no number is refused at its field', () => {
  const withCost = (text: string) => {
    const form = formOf(written);
    const settings = { ...form.settings, recovery_max_cost_usd: numberOrInherited(text) };
    return routeFormSchema.safeParse({ ...form, settings });
  };
  expect(withCost('0').data?.settings.recovery_max_cost_usd).toBe(0);
  for (const text of ['-1', '0,01', '0.0000000001']) {
    const paths = withCost(text).error?.issues.map((issue) => issue.path.join('.'));
    expect(paths).toEqual(['settings.recovery_max_cost_usd']);
  }
});

it('a fallback at fault is told beside it, in its own list', () => {
  const form = formOf(written);
  const content_policy_fallbacks = [{ target: 'route:mild' }, { target: 'mild' }];
  const wrong = { ...form, settings: { ...form.settings, content_policy_fallbacks } };
  const paths = routeFormSchema.safeParse(wrong).error?.issues.map((issue) => issue.path.join('.'));
  expect(paths).toEqual(['settings.content_policy_fallbacks.1']);
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
