import { describe, expect, it } from 'vitest';
import { problemsOf } from './testing/config-fixture.ts';

const providers = 'version: 1\nproviders:\n  main: { adapter: openai }\n';

/** A name, a file and the lines that `validate` prints of it. */
const badSettings: [string, string, string[]][] = [
  [
    'a misspelt setting',
    `${providers}routes:\n  chat:\n    targest: [main/x]\n`,
    [
      'c.yaml:5:3: routes.chat.targets: is required',
      'c.yaml:6:5: routes.chat.targest: unknown setting "targest"; did you mean "targets"?',
    ],
  ],
  [
    'a setting like no other',
    `${providers}routes:\n  chat: { targets: [main/x], zzz: 1 }\n`,
    ['c.yaml:5:30: routes.chat.zzz: unknown setting "zzz"'],
  ],
  [
    'a route name with a slash',
    `${providers}routes:\n  a/b: { targets: [main/x] }\n`,
    [
      'c.yaml:5:3: routes["a/b"]: a route\'s name has up to 100 letters, digits, ".", "_" and "-", and begins with a letter or digit',
    ],
  ],
  [
    'a missing provider',
    `${providers}routes:\n  chat: { targets: [mian/x] }\n`,
    ['c.yaml:5:21: routes.chat.targets[0]: there is no provider "mian"; did you mean "main"?'],
  ],
  [
    'a missing route',
    `${providers}routes:\n  chat: { targets: [main/x, route:chaep] }\n  cheap: { targets: [main/x] }\n`,
    ['c.yaml:5:29: routes.chat.targets[1]: there is no route "chaep"; did you mean "cheap"?'],
  ],
  [
    'a route that names itself',
    `${providers}routes:\n  a: { targets: [main/x, "route:a"] }\n`,
    ['c.yaml:5:26: routes.a.targets[1]: leads back to where it began, a cycle: a -> a'],
  ],
  [
    'routes that name one another',
    `${providers}routes:\n  a: { targets: [route:b] }\n  b: { targets: [main/x, route:c] }\n  c: { targets: [route:a] }\n`,
    ['c.yaml:7:18: routes.c.targets[0]: leads back to where it began, a cycle: a -> b -> c -> a'],
  ],
  [
    'a target without a provider',
    `${providers}routes:\n  a: { targets: [gpt-4o] }\n`,
    ['c.yaml:5:18: routes.a.targets[0]: must be written as provider/model or route:name'],
  ],
  [
    'a target that is no text',
    `${providers}routes:\n  a: { targets: [5] }\n`,
    ['c.yaml:5:18: routes.a.targets[0]: must be written as provider/model or route:name'],
  ],
  [
    'the same target twice',
    `${providers}routes:\n  a: { targets: [main/x, { target: main/x }] }\n`,
    ['c.yaml:5:26: routes.a.targets[1]: "main/x" appears more than once'],
  ],
  [
    'no targets',
    `${providers}routes:\n  a: { targets: [] }\n`,
    ['c.yaml:5:8: routes.a.targets: a route needs at least one target'],
  ],
  [
    'a weight, and limits on a route reference',
    `${providers}routes:\n  a: { targets: [{ target: main/x, weight: 1 }, { target: route:b, timeouts: { idle_ms: 5 } }] }\n  b: { targets: [main/x] }\n`,
    [
      'c.yaml:5:44: routes.a.targets[0].weight: "weight" is not supported yet',
      'c.yaml:5:59: routes.a.targets[1].target: limits belong to a provider/model; a route: brings its own',
    ],
  ],
  [
    'strategies and classes that come later',
    `${providers}routes:\n  a:\n    strategy: weighted\n    latency_class: batch\n    stream_recovery: continue\n    targets: [main/x]\n`,
    [
      'c.yaml:6:15: routes.a.strategy: "weighted" is not supported yet',
      'c.yaml:7:20: routes.a.latency_class: "batch" is not supported yet',
      'c.yaml:8:22: routes.a.stream_recovery: "continue" is not supported yet',
    ],
  ],
  [
    'a strategy that does not exist',
    `${providers}routes:\n  a: { strategy: prioritty, targets: [main/x] }\n`,
    ['c.yaml:5:18: routes.a.strategy: "prioritty" is not one of priority; did you mean "priority"?'],
  ],
  [
    'a failure rate that is no share of calls',
    `${providers}routes:\n  a:\n    targets: [main/x]\n    breaker: { failure_rate: 50, minimum_requests: 0, window_ms: 10 }\n`,
    [
      'c.yaml:7:30: routes.a.breaker.failure_rate: must be at most 1',
      'c.yaml:7:52: routes.a.breaker.minimum_requests: must be at least 1',
      'c.yaml:7:66: routes.a.breaker.window_ms: must be at least 1000',
    ],
  ],
  [
    'a cooldown above its own limit',
    `${providers}routes:\n  a: { targets: [main/x], breaker: { cooldown_ms: 400000 } }\n`,
    [
      'c.yaml:5:51: routes.a.breaker.cooldown_ms: max_cooldown_ms (300000) must not be below cooldown_ms (400000)',
    ],
  ],
  [
    'fallbacks, policies and chunking that come later',
    `${providers}routes:\n  a:\n    targets: [main/x]\n    context_window_fallbacks: [main/y]\n    content_policy_fallbacks: [main/y]\n    policy: { regions: [eu] }\n    stream_chunking: words\n`,
    [
      'c.yaml:7:5: routes.a.context_window_fallbacks: is not supported yet',
      'c.yaml:8:5: routes.a.content_policy_fallbacks: is not supported yet',
      'c.yaml:9:5: routes.a.policy: is not supported yet',
      'c.yaml:10:5: routes.a.stream_chunking: "stream_chunking" is not supported yet',
    ],
  ],
  [
    'numbers out of bounds',
    `${providers}routes:\n  a:\n    targets: [main/x]\n    num_retries: 3\n    recovery_max_cost_usd: -1\n    timeouts: { idle_ms: 0, total_ms: 1.5 }\n    on_status_codes: [200]\n    max_retry_after_ms: "5"\n`,
    [
      'c.yaml:7:18: routes.a.num_retries: must be at most 2',
      'c.yaml:8:28: routes.a.recovery_max_cost_usd: must be at least 0',
      'c.yaml:9:26: routes.a.timeouts.idle_ms: must be at least 1',
      'c.yaml:9:39: routes.a.timeouts.total_ms: must be a whole number',
      'c.yaml:10:23: routes.a.on_status_codes[0]: must be at least 400',
      'c.yaml:11:25: routes.a.max_retry_after_ms: must be a number',
    ],
  ],
];

describe('a fault in a route', () => {
  it.each(badSettings)('is told with its place: %s', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});
