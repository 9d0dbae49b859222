// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the configuration file's own syntax
import { describe, expect, it } from 'vitest';
import { renderProblem } from './problem.ts';
import { validateConfig } from './validate.ts';

const env = { OPENAI_API_KEY: 'sk-from-the-environment', BOT_KEY: 'a-fixed-secret-of-20-chars', EMPTY: '' };

/** What `validate` prints of a text, one line per problem. */
function problemsOf(text: string): string[] {
  const result = validateConfig(text, { env });
  return result.ok ? [] : result.problems.map((problem) => renderProblem('c.yaml', problem));
}

function documentOf(text: string) {
  const result = validateConfig(text, { env });
  if (!result.ok)
    throw new Error(result.problems.map((problem) => renderProblem('c.yaml', problem)).join('\n'));
  return result.config.document;
}

const providers = 'version: 1\nproviders:\n  main: { adapter: openai }\n';

describe('a valid file', () => {
  it('keeps every supported setting as written, with its variables replaced', () => {
    const text = `version: 1
organisation: { time_zone: Europe/Berlin, policy: {} }
providers:
  openai-main:
    adapter: openai
    base_url: https://api.openai.com/v1/
    credentials:
      - { name: account-a, secret: "\${OPENAI_API_KEY}", weight: 2 }
  local: { adapter: openai-compatible, base_url: "http://10.0.0.5:8000/v1", allow_private_network: true }
  sim: { adapter: simulator, base_url: simulator:down, credentials: [{ name: a, secret: x }] }
models:
  openai-main/meta-llama/Llama-3.1-8B:
    context_window: 128000
    max_output_tokens: 16384
    capabilities: [streaming, tools]
    price: { input: 0.15, output: 0.60, cached_input: 0.075 }
routes:
  chat:
    strategy: priority
    latency_class: interactive
    targets:
      - openai-main/meta-llama/Llama-3.1-8B
      - { target: local/llama3, timeouts: { first_token_ms: 8000 } }
      - { target: sim/sim-large }
      - route:cheap
    num_retries: 2
    timeouts: { connect_ms: 3000, total_ms: 600000 }
    breaker: { consecutive_failures: 3, cooldown_ms: 30000, max_cooldown_ms: 300000 }
    stream_recovery: off
    max_retry_after_ms: 0
    rescue_authentication_failures: true
    context_window_fallbacks: []
    content_policy_fallbacks: []
    on_status_codes: [429, 503]
    policy: {}
  cheap: { targets: [local/llama3] }
teams:
  support:
  sales: {}
keys:
  support-bot:
    team: support
    secret: \${BOT_KEY}
    models: [chat, local/llama3]
    tags: { product: helpdesk }
    expires_at: 2027-01-01T01:00:00+01:00
  plain:
`;
    const document = documentOf(text);
    expect(document.providers?.['openai-main']).toEqual({
      adapter: 'openai',
      base_url: 'https://api.openai.com/v1',
      credentials: [{ name: 'account-a', secret: 'sk-from-the-environment', weight: 2 }],
    });
    expect(document.routes?.chat?.targets).toEqual([
      'openai-main/meta-llama/Llama-3.1-8B',
      { target: 'local/llama3', timeouts: { first_token_ms: 8000 } },
      { target: 'sim/sim-large' },
      'route:cheap',
    ]);
    expect(document.routes?.chat).not.toHaveProperty('policy');
    expect(document.routes?.chat).not.toHaveProperty('context_window_fallbacks');
    expect(document.teams).toEqual({ support: {}, sales: {} });
    expect(document.keys?.['support-bot']).toEqual({
      team: 'support',
      secret: 'a-fixed-secret-of-20-chars',
      models: ['chat', 'local/llama3'],
      tags: { product: 'helpdesk' },
      expires_at: '2027-01-01T00:00:00.000Z',
    });
    expect(document.keys?.plain).toEqual({});
  });

  it('may be JSON, indented with tabs', () => {
    expect(documentOf('{\n\t"version": 1,\n\t"routes": {\n\t\t"a": { "targets": ["p/m"] }\n\t}\n}')).toEqual({
      version: 1,
      routes: { a: { targets: ['p/m'] } },
    });
  });

  it('may share parts by anchors', () => {
    const text = `${providers}routes:\n  a: { targets: [main/x], timeouts: &t { idle_ms: 5 } }\n  b: { targets: [main/x], timeouts: *t }\n`;
    expect(documentOf(text).routes?.b?.timeouts).toEqual({ idle_ms: 5 });
  });

  it('writes the characters of a reference with a doubled dollar sign', () => {
    const text =
      'version: 1\nproviders:\n  p: { adapter: openai, credentials: [{ name: a, secret: "a$${b" }] }\n';
    expect(documentOf(text).providers?.p?.credentials?.[0]?.secret).toBe('a${b');
  });

  it('may name what only the database holds, in a section that the file leaves out', () => {
    expect(
      problemsOf('version: 1\nroutes:\n  a: { targets: [elsewhere/m] }\nkeys:\n  k: { team: there }\n'),
    ).toEqual([]);
  });

  it('warns of a key that may call what does not exist, and does not fail', () => {
    const result = validateConfig(
      `${providers}routes:\n  chat: { targets: [main/x] }\nkeys:\n  k: { models: [caht] }\n`,
      {
        env,
      },
    );
    expect(result.ok && result.config.warnings.map((each) => renderProblem('c.yaml', each))).toEqual([
      'c.yaml:7:17: keys.k.models[0]: there is no route "caht"; did you mean "chat"?',
    ]);
  });
});

const notADocument: [string, string, string[]][] = [
  ['an empty file', '', ['c.yaml:1:1: the file is empty']],
  ['a comment alone', '# nothing\n', ['c.yaml:1:1: the file is empty']],
  ['a list', '- 1\n', ['c.yaml:1:1: the file must be a mapping that begins with "version: 1"']],
  ['a word', 'hello', ['c.yaml:1:1: the file must be a mapping that begins with "version: 1"']],
  ['two documents', 'version: 1\n---\nversion: 1\n', ['c.yaml:2:1: the file must hold one document only']],
  [
    'a tab as indentation',
    'version: 1\nteams:\n\ta: {}\n',
    ['c.yaml:3:1: tabs are not allowed as indentation'],
  ],
  ['an unknown tag', 'version: !!js 1\n', ['c.yaml:1:10: unresolved tag: tag:yaml.org,2002:js']],
  [
    'an alias without an anchor',
    'version: *v\n',
    ['c.yaml:1:10: version: the alias *v has no anchor before it'],
  ],
  [
    'an alias that contains itself',
    'version: 1\nroutes: &r\n  a: *r\n',
    ['c.yaml:3:6: routes.a: the alias *r contains itself: a cycle'],
  ],
  ['a mapping as a name', 'version: 1\n? { a: 1 }\n: 2\n', ['c.yaml:2:3: a name must be a text']],
];

describe('a text that is not a document', () => {
  it.each(notADocument)('is refused: %s', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  it('is refused above 1 MiB', () => {
    expect(problemsOf(`version: 1\n#${'x'.repeat(1024 * 1024)}`)).toEqual([
      'c.yaml:1:1: the file is larger than 1 MiB',
    ]);
  });

  it('is refused when it is nested too deeply to be read', () => {
    expect(problemsOf(`version: ${'['.repeat(200_000)}`)).toEqual([
      'c.yaml:1:1: the file is nested too deeply',
    ]);
  });

  it('is refused when its aliases would unfold into millions of entries', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
    );
    expect(problemsOf(`version: 1\nl0: &l0 [x]\n${levels.join('\n')}\n`)).toEqual([
      'c.yaml:1:1: excessive alias count indicates a resource exhaustion attack',
    ]);
  });

  it('is refused when it uses more than a hundred aliases', () => {
    const text = `version: 1\nteams:\n  t: &t {}\n${Array.from({ length: 101 }, (_, i) => `  t${i}: *t\n`).join('')}`;
    expect(problemsOf(text)).toEqual(['c.yaml:104:9: teams.t100: there are more than 100 aliases']);
  });

  it('is read in time that grows with its size only, with a hundred thousand names', () => {
    const text = `version: 1\nteams:\n${Array.from({ length: 100_000 }, (_, i) => ` t${i}:\n`).join('')} t7:\n`;
    expect(problemsOf(text)).toEqual(['c.yaml:100003:2: teams.t7: appears more than once']);
  });
});

const badSettings: [string, string, string[]][] = [
  ['no version', 'teams: {}\n', ['c.yaml:1:1: version: is required']],
  ['another version', 'version: 2\n', ['c.yaml:1:10: version: must be 1']],
  [
    'an unknown section',
    'version: 1\nroute: {}\n',
    ['c.yaml:2:1: route: unknown setting "route"; did you mean "routes"?'],
  ],
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
    'a duplicate name',
    'version: 1\nteams:\n  a: {}\n  a: {}\n',
    ['c.yaml:4:3: teams.a: appears more than once'],
  ],
  [
    'a name that JavaScript reserves',
    'version: 1\nteams:\n  __proto__: {}\n',
    ['c.yaml:3:3: teams: the name "__proto__" is not allowed'],
  ],
  ['a section without entries', 'version: 1\nroutes:\n', ['c.yaml:2:8: routes: must be a mapping']],
  [
    'an unknown adapter',
    'version: 1\nproviders:\n  p: { adapter: opnai }\n',
    ['c.yaml:3:17: providers.p.adapter: "opnai" is not one of ADAPTERS; did you mean "openai"?'],
  ],
  [
    'an adapter that comes later',
    'version: 1\nproviders:\n  p: { adapter: bedrock }\n',
    ['c.yaml:3:17: providers.p.adapter: "bedrock" is not supported yet'],
  ],
  [
    'a credential without a secret',
    'version: 1\nproviders:\n  p:\n    adapter: openai\n    credentials:\n      - name: a\n',
    ['c.yaml:6:9: providers.p.credentials[0].secret: is required'],
  ],
  [
    'a variable that is not set, and one that is empty',
    'version: 1\nproviders:\n  p:\n    adapter: openai\n    credentials:\n      - { name: a, secret: "${NOPE}" }\n      - { name: b, secret: "${EMPTY}" }\n',
    [
      'c.yaml:6:28: providers.p.credentials[0].secret: the environment variable NOPE is not set',
      'c.yaml:7:28: providers.p.credentials[1].secret: the environment variable EMPTY is empty',
    ],
  ],
  [
    'a broken reference',
    'version: 1\nproviders:\n  p: { adapter: openai, base_url: "https://${a-b}/" }\n',
    [
      'c.yaml:3:35: providers.p.base_url: holds "$" and "{" that name no variable; write "$$" and "{" for the characters',
    ],
  ],
  [
    'two credentials of one name',
    'version: 1\nproviders:\n  p: { adapter: openai, credentials: [{ name: a, secret: x }, { name: a, secret: y }] }\n',
    ['c.yaml:3:71: providers.p.credentials[1].name: "a" appears more than once'],
  ],
  [
    'a number as a secret',
    'version: 1\nproviders:\n  p: { adapter: openai, credentials: [{ name: a, secret: 12345 }] }\n',
    ['c.yaml:3:58: providers.p.credentials[0].secret: must be a text: put it in quotes'],
  ],
  [
    'a missing base URL',
    'version: 1\nproviders:\n  p: { adapter: openai-compatible }\n',
    ['c.yaml:3:3: providers.p.base_url: is required for the adapter openai-compatible'],
  ],
  [
    'limits on a provider, which come later',
    'version: 1\nproviders:\n  p: { adapter: openai, region: eu, attests: [zdr], budget: { limit_usd: 5, period: month } }\n',
    [
      'c.yaml:3:25: providers.p.region: "region" is not supported yet',
      'c.yaml:3:37: providers.p.attests: "attests" is not supported yet',
      'c.yaml:3:53: providers.p.budget: "budget" is not supported yet',
    ],
  ],
  [
    'limits on a credential, which come later',
    'version: 1\nproviders:\n  p: { adapter: openai, credentials: [{ name: a, secret: x, rpm: 5, tpm: 6 }] }\n',
    [
      'c.yaml:3:61: providers.p.credentials[0].rpm: "rpm" is not supported yet',
      'c.yaml:3:69: providers.p.credentials[0].tpm: "tpm" is not supported yet',
    ],
  ],
  [
    'a provider name with a slash',
    'version: 1\nproviders:\n  a/b: { adapter: openai }\n',
    [
      'c.yaml:3:3: providers["a/b"]: a provider\'s name has up to 100 letters, digits, ".", "_" and "-", and begins with a letter or digit',
    ],
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
    `${providers}routes:\n  a:\n    strategy: weighted\n    latency_class: batch\n    stream_recovery: replay\n    targets: [main/x]\n`,
    [
      'c.yaml:6:15: routes.a.strategy: "weighted" is not supported yet',
      'c.yaml:7:20: routes.a.latency_class: "batch" is not supported yet',
      'c.yaml:8:22: routes.a.stream_recovery: "replay" is not supported yet',
    ],
  ],
  [
    'a strategy that does not exist',
    `${providers}routes:\n  a: { strategy: prioritty, targets: [main/x] }\n`,
    ['c.yaml:5:18: routes.a.strategy: "prioritty" is not one of priority; did you mean "priority"?'],
  ],
  [
    'breaker settings that come later',
    `${providers}routes:\n  a:\n    targets: [main/x]\n    breaker: { failure_rate: 0.5, minimum_requests: 20, window_ms: 60000 }\n`,
    [
      'c.yaml:7:16: routes.a.breaker.failure_rate: "failure_rate" is not supported yet',
      'c.yaml:7:35: routes.a.breaker.minimum_requests: "minimum_requests" is not supported yet',
      'c.yaml:7:57: routes.a.breaker.window_ms: "window_ms" is not supported yet',
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
    'fallbacks, policies and costs that come later',
    `${providers}routes:\n  a:\n    targets: [main/x]\n    context_window_fallbacks: [main/y]\n    content_policy_fallbacks: [main/y]\n    policy: { regions: [eu] }\n    recovery_max_cost_usd: 0.01\n`,
    [
      'c.yaml:7:5: routes.a.context_window_fallbacks: is not supported yet',
      'c.yaml:8:5: routes.a.content_policy_fallbacks: is not supported yet',
      'c.yaml:9:5: routes.a.policy: is not supported yet',
      'c.yaml:10:5: routes.a.recovery_max_cost_usd: "recovery_max_cost_usd" is not supported yet',
    ],
  ],
  [
    'numbers out of bounds',
    `${providers}routes:\n  a:\n    targets: [main/x]\n    num_retries: 3\n    timeouts: { idle_ms: 0, total_ms: 1.5 }\n    on_status_codes: [200]\n    max_retry_after_ms: "5"\n`,
    [
      'c.yaml:7:18: routes.a.num_retries: must be at most 2',
      'c.yaml:8:26: routes.a.timeouts.idle_ms: must be at least 1',
      'c.yaml:8:39: routes.a.timeouts.total_ms: must be a whole number',
      'c.yaml:9:23: routes.a.on_status_codes[0]: must be at least 400',
      'c.yaml:10:25: routes.a.max_retry_after_ms: must be a number',
    ],
  ],
  [
    'prices that are not exact amounts',
    `${providers}models:\n  main/x: { price: { input: -1, output: 0.0000000001 }, capabilities: [visoin], languages: [en] }\n`,
    [
      'c.yaml:5:29: models["main/x"].price.input: must be at least 0',
      'c.yaml:5:41: models["main/x"].price.output: must have at most nine digits after the point',
      'c.yaml:5:72: models["main/x"].capabilities[0]: "visoin" is not one of CAPABILITIES; did you mean "vision"?',
      'c.yaml:5:81: models["main/x"].languages: "languages" is not supported yet',
    ],
  ],
  [
    'a model of no provider',
    `${providers}models:\n  other/x: { context_window: 5 }\n  gpt-4o: {}\n`,
    [
      'c.yaml:5:3: models["other/x"]: there is no provider "other"',
      'c.yaml:6:3: models.gpt-4o: must be written as provider/model',
    ],
  ],
  [
    'a time zone that does not exist, and a budget',
    'version: 1\norganisation: { time_zone: Europe/Berlni, budget: { limit_usd: 5, period: month } }\n',
    [
      'c.yaml:2:28: organisation.time_zone: "Europe/Berlni" is not a time zone of the IANA database, such as Europe/Berlin; did you mean "Europe/Berlin"?',
      'c.yaml:2:43: organisation.budget: "budget" is not supported yet',
    ],
  ],
  [
    'an offset as a time zone',
    'version: 1\norganisation: { time_zone: "+01:00" }\n',
    [
      'c.yaml:2:28: organisation.time_zone: "+01:00" is not a time zone of the IANA database, such as Europe/Berlin',
    ],
  ],
  [
    'keys with a short secret, a shared one, no such team and limits that come later',
    'version: 1\nteams: { support: {} }\nkeys:\n  a: { secret: short }\n  b: { secret: "${BOT_KEY}", team: suport, rpm: 5, tpm: 5, max_parallel_requests: 1 }\n  c: { secret: "${BOT_KEY}", expires_at: 2027-01-01 }\n  d: { models: [] }\n  e: { secret: "${BOT_KEY}" }\n  f: { secret: "${BOT_KEY}" }\n',
    [
      'c.yaml:4:16: keys.a.secret: must have at least 20 characters',
      'c.yaml:5:44: keys.b.rpm: "rpm" is not supported yet',
      'c.yaml:5:52: keys.b.tpm: "tpm" is not supported yet',
      'c.yaml:5:60: keys.b.max_parallel_requests: "max_parallel_requests" is not supported yet',
      'c.yaml:6:42: keys.c.expires_at: must be an instant with its zone, such as 2027-01-01T00:00:00Z',
      'c.yaml:7:8: keys.d.models: must name at least one; leave it out to allow every route',
      'c.yaml:9:16: keys.f.secret: is the secret of the key "e" too; each key needs its own',
    ],
  ],
  [
    'a team that does not exist, while another entry is faulty',
    'version: 1\nteams: { support: {} }\nkeys:\n  a: { team: suport }\n  b: { rpm: 5 }\n',
    [
      'c.yaml:4:14: keys.a.team: there is no team "suport"; did you mean "support"?',
      'c.yaml:5:8: keys.b.rpm: "rpm" is not supported yet',
    ],
  ],
  [
    'a budget on a team',
    'version: 1\nteams:\n  a: { budget: { limit_usd: 1, period: day }, policy: { regions: [eu] } }\n',
    [
      'c.yaml:3:8: teams.a.budget: "budget" is not supported yet',
      'c.yaml:3:47: teams.a.policy: is not supported yet',
    ],
  ],
];

const baseUrls: [string, string | null][] = [
  ['https://api.example.com/v1', null],
  ['http://8.8.8.8/v1', null],
  ['ftp://example.com', 'must be an absolute http or https URL'],
  ['/v1', 'must be an absolute http or https URL'],
  ['simulator:healthy', 'a simulator: address needs "adapter: simulator"'],
  ['https://user:pass@example.com', 'must not hold a user name or password'],
  ['https://example.com/v1?key=x', 'must not hold a query or a fragment'],
  ...[
    'http://127.0.0.1:8000/v1',
    'http://localhost/v1',
    'http://LOCALHOST./v1',
    'http://api.localhost/v1',
    'http://10.1.2.3/v1',
    'http://172.16.0.1/v1',
    'http://192.168.1.1/v1',
    'http://169.254.169.254/latest',
    'http://0.0.0.0/v1',
    'http://2130706433/v1',
    'http://0x7f.1/v1',
    'http://100.64.0.1/v1',
    'http://[::1]/v1',
    'http://[fd00::1]/v1',
    'http://[::ffff:127.0.0.1]/v1',
    'http://[fe80::1]/v1',
  ].map((url): [string, string] => [
    url,
    'is a private or loopback address, which needs "allow_private_network: true"',
  ]),
];

describe('a faulty setting', () => {
  it.each(badSettings)('is told with its place: %s', (_name, text, expected) => {
    const known = (line: string) =>
      line.replace(/is not one of (openai|streaming),[^;]*/, (_match, first: string) =>
        first === 'openai' ? 'is not one of ADAPTERS' : 'is not one of CAPABILITIES',
      );
    expect(problemsOf(text).map(known)).toEqual(expected);
  });

  it.each(baseUrls)('is told of a base URL: %s', (url, message) => {
    const text = `version: 1\nproviders:\n  p: { adapter: openai, base_url: "${url}" }\n`;
    expect(problemsOf(text)).toEqual(
      message === null ? [] : [`c.yaml:3:35: providers.p.base_url: ${message}`],
    );
  });

  it('never repeats a secret', () => {
    const text =
      'version: 1\nproviders:\n  p: { adapter: openai, credentials: [{ name: a, secret: "very secret" }] }\nkeys: { k: { secret: hush-hush } }\n';
    const problems = problemsOf(text).join('\n');
    expect(problems).toContain('must hold no spaces');
    expect(problems).toContain('must have at least 20 characters');
    expect(problems).not.toMatch(/very secret|hush/);
  });
});
