import type { FaultRow, ProviderScript } from '../../row.ts';
import { answer, healthy, onChat, quickTimeouts } from '../parts.ts';
import { inBothModes } from './several-targets.ts';

const timeouts = quickTimeouts;
const broken = (fault: object): ProviderScript => ({ scenario: { answer, faults: [onChat(fault)] } });
const overloaded = broken({ error: 'overloaded' });
const error503 = { outcome: 'error', status: 503, code: 'all_targets_failed' } as const;

/** What a route or a caller may ask for, respected exactly. */
export const settings: readonly FaultRow[] = [
  ...inBothModes({
    name: 'num_retries 0: a reset connection is not dialled again',
    providers: { primary: broken({ reset: true }), second: healthy },
    route: { num_retries: 0, timeouts },
    expect: { sees: [{ outcome: 'answer', by: 'second' }], calls: { primary: 1, second: 1 } },
  }),
  ...inBothModes({
    name: 'on_status_codes without 503: an overload is neither retried nor failed over',
    providers: { primary: overloaded, second: healthy },
    route: { num_retries: 2, timeouts, on_status_codes: [500] },
    expect: { sees: [error503], calls: { primary: 1 } },
  }),
  ...inBothModes({
    name: 'on_status_codes with 503: an overload is retried and failed over',
    providers: { primary: overloaded, second: healthy },
    route: { num_retries: 1, timeouts, on_status_codes: [503] },
    expect: { sees: [{ outcome: 'answer', by: 'second' }], calls: { primary: 2, second: 1 } },
  }),
  ...inBothModes({
    name: 'on_status_codes never narrows a broken connection',
    providers: { primary: broken({ reset: true }), second: healthy },
    route: { num_retries: 0, timeouts, on_status_codes: [500] },
    expect: { sees: [{ outcome: 'answer', by: 'second' }], calls: { primary: 1, second: 1 } },
  }),
  ...inBothModes({
    name: 'x-understudy-no-failover: the error of the first target, nobody else is asked',
    providers: { primary: overloaded, second: healthy },
    route: { num_retries: 0, timeouts },
    course: async ({ ask }) => [await ask({ headers: { 'x-understudy-no-failover': 'true' } })],
    expect: { sees: [error503], calls: { primary: 1 } },
  }),
  ...inBothModes({
    name: 'x-understudy-timeout-ms: one deadline over all targets',
    providers: { primary: broken({ silence: true }), second: healthy },
    route: { num_retries: 0, timeouts },
    course: async ({ ask }) => [await ask({ headers: { 'x-understudy-timeout-ms': '500' } })],
    expect: {
      sees: [{ outcome: 'error', status: 504, code: 'all_targets_failed' }],
      calls: { primary: 1 },
      tookMs: [480, 1_200],
    },
  }),
  ...inBothModes({
    name: 'a wait of 1.5 s that the provider names is obeyed exactly',
    providers: {
      primary: {
        scenario: {
          answer,
          faults: [onChat({ error: 'rate_limited', retry_after_s: 1.5 }, { first_calls: 1 })],
        },
      },
    },
    route: { num_retries: 1, timeouts },
    expect: { sees: [{ outcome: 'answer' }], calls: { primary: 2 }, tookMs: [1_500, 2_400] },
  }),
  ...inBothModes({
    name: 'an interactive caller does not wait when another target is well',
    providers: { primary: broken({ error: 'rate_limited', retry_after_s: 1.5 }), second: healthy },
    route: { num_retries: 1, timeouts, latency_class: 'interactive' },
    expect: {
      sees: [{ outcome: 'answer', by: 'second' }],
      calls: { primary: 1, second: 1 },
      tookMs: [0, 1_400],
    },
  }),
  ...inBothModes({
    name: 'context_window_fallbacks take the prompt that was too long for the target',
    providers: {
      primary: { ...broken({ error: 'context_length_exceeded' }), facts: { context_window: 8_000 } },
      second: { ...healthy, facts: { context_window: 8_000 } },
      third: { ...healthy, facts: { context_window: 64_000 } },
    },
    route: { num_retries: 0, timeouts, context_window_fallbacks: ['third'] },
    expect: { sees: [{ outcome: 'answer', by: 'third' }], calls: { primary: 1, third: 1 } },
  }),
  ...inBothModes({
    name: 'content_policy_fallbacks take what a filter refused',
    providers: { primary: broken({ error: 'content_filtered' }), second: healthy, third: healthy },
    route: { num_retries: 0, timeouts, content_policy_fallbacks: ['third'] },
    expect: { sees: [{ outcome: 'answer', by: 'third' }], calls: { primary: 1, third: 1 } },
  }),
  ...inBothModes({
    name: 'models in the body: the first that is well, in that order',
    namesTargets: true,
    providers: { primary: overloaded, second: overloaded, third: healthy },
    route: { num_retries: 0, timeouts },
    course: async ({ ask }) => [await ask({ body: { model: '{second}', models: ['{third}'] } })],
    expect: { sees: [{ outcome: 'answer', by: 'third' }], calls: { second: [1, 2], third: 1 } },
  }),
  ...inBothModes({
    name: 'provider.allow_fallbacks false in the body: only the first target',
    providers: { primary: overloaded, second: healthy },
    route: { num_retries: 0, timeouts },
    course: async ({ ask }) => [await ask({ body: { provider: { allow_fallbacks: false } } })],
    expect: { sees: [error503], calls: { primary: 1 } },
  }),
];
