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
    'strategies that come later',
    `${providers}routes:\n  a:\n    strategy: weighted\n    targets: [main/x]\n`,
    ['c.yaml:6:15: routes.a.strategy: "weighted" is not supported yet'],
  ],
  [
    'words that a setting does not know',
    `${providers}routes:\n  a:\n    latency_class: bath\n    stream_recovery: contineu\n    stream_chunking: word\n    targets: [main/x]\n`,
    [
      'c.yaml:6:20: routes.a.latency_class: "bath" is not one of interactive, standard, batch; did you mean "batch"?',
      'c.yaml:7:22: routes.a.stream_recovery: "contineu" is not one of off, replay, continue, buffer; did you mean "continue"?',
      'c.yaml:8:22: routes.a.stream_chunking: "word" is not one of as_sent, words; did you mean "words"?',
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
    'policies that come later',
    `${providers}routes:\n  a: { targets: [main/x], policy: { regions: [eu] } }\n`,
    ['c.yaml:5:27: routes.a.policy: is not supported yet'],
  ],
  [
    'fallbacks to what is not there',
    `${providers}routes:\n  a:\n    targets: [main/x]\n    context_window_fallbacks: [main/y, mian/z]\n    content_policy_fallbacks: [route:cheep, { target: mian/z, timeouts: { idle_ms: 5 } }]\n  cheap: { targets: [main/x] }\n`,
    [
      'c.yaml:7:40: routes.a.context_window_fallbacks[1]: there is no provider "mian"; did you mean "main"?',
      'c.yaml:8:32: routes.a.content_policy_fallbacks[0]: there is no route "cheep"; did you mean "cheap"?',
      'c.yaml:8:45: routes.a.content_policy_fallbacks[1]: there is no provider "mian"; did you mean "main"?',
    ],
  ],
  [
    'fallbacks that are no list of targets',
    `${providers}routes:\n  a:\n    targets: [main/x]\n    context_window_fallbacks: main/y\n    content_policy_fallbacks: [gpt-4o, { target: main/z, timeouts: { total_ms: 1 } }]\n`,
    [
      'c.yaml:7:31: routes.a.context_window_fallbacks: must be a list',
      'c.yaml:8:32: routes.a.content_policy_fallbacks[0]: must be written as provider/model or route:name',
      'c.yaml:8:80: routes.a.content_policy_fallbacks[1].timeouts.total_ms: unknown setting "total_ms"',
    ],
  ],
  [
    'the same fallback twice',
    `${providers}routes:\n  a: { targets: [main/x], content_policy_fallbacks: [main/x, { target: main/x }] }\n`,
    ['c.yaml:5:62: routes.a.content_policy_fallbacks[1]: "main/x" appears more than once'],
  ],
  [
    'a fallback to a route whose chain is a cycle',
    `${providers}routes:\n  a: { targets: [main/x], content_policy_fallbacks: [route:b] }\n  b: { targets: [main/y, route:b] }\n`,
    ['c.yaml:6:26: routes.b.targets[1]: leads back to where it began, a cycle: b -> b'],
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

it('a fallback may lead back to the route it serves: it stands for the chain alone, so nothing goes round', () => {
  const text = `${providers}routes:\n  a: { targets: [main/x, route:b], content_policy_fallbacks: [route:a] }\n  b: { targets: [main/y], context_window_fallbacks: [route:a, main/y] }\n`;
  expect(problemsOf(text)).toEqual([]);
});

describe('a fault in a route', () => {
  it.each(badSettings)('is told with its place: %s', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});
