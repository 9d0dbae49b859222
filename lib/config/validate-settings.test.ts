// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the configuration file's own syntax
import { describe, expect, it } from 'vitest';
import { adapterIds } from '#lib/gateway/adapters/index.ts';
import { capabilities } from '#lib/gateway/configuration.ts';
import { problemsOf } from './testing/config-fixture.ts';

const providers = 'version: 1\nproviders:\n  main: { adapter: openai }\n';

/** A name, a file and the lines that `validate` prints of it. */
const badSettings: [string, string, string[]][] = [
  ['no version', 'teams: {}\n', ['c.yaml:1:1: version: is required']],
  ['another version', 'version: 2\n', ['c.yaml:1:10: version: must be 1']],
  [
    'an unknown section',
    'version: 1\nroute: {}\n',
    ['c.yaml:2:1: route: unknown setting "route"; did you mean "routes"?'],
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
    [
      `c.yaml:3:17: providers.p.adapter: "opnai" is not one of ${adapterIds.join(', ')}; did you mean "openai"?`,
    ],
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
    'rules of a provider, which come later',
    'version: 1\nproviders:\n  p: { adapter: openai, region: eu, attests: [zdr], budget: { limit_usd: 5, period: month } }\n',
    [
      'c.yaml:3:25: providers.p.region: "region" is not supported yet',
      'c.yaml:3:37: providers.p.attests: "attests" is not supported yet',
    ],
  ],
  [
    'an adapter whose documented address is on this machine, which nobody allowed',
    'version: 1\nproviders:\n  p: { adapter: ollama }\n  q: { adapter: ollama, allow_private_network: true }\n',
    [
      'c.yaml:3:3: providers.p.base_url: is a private or loopback address, which needs "allow_private_network: true"',
    ],
  ],
  [
    'a health check that is no yes or no',
    'version: 1\nproviders:\n  p: { adapter: openai, health_check: never }\n  q: { adapter: openai, helth_check: false }\n',
    [
      'c.yaml:3:39: providers.p.health_check: must be true or false',
      'c.yaml:4:25: providers.q.helth_check: unknown setting "helth_check"; did you mean "health_check"?',
    ],
  ],
  [
    'limits of a credential that are no number of calls a minute',
    'version: 1\nproviders:\n  p:\n    adapter: openai\n    credentials:\n      - { name: a, secret: x, rpm: 0, tpm: 1.5 }\n      - { name: b, secret: x, rpm: "5", tpm: 9007199254740993 }\n      - { name: c, secret: x, rmp: 5 }\n',
    [
      'c.yaml:6:36: providers.p.credentials[0].rpm: must be at least 1',
      'c.yaml:6:44: providers.p.credentials[0].tpm: must be a whole number',
      'c.yaml:7:36: providers.p.credentials[1].rpm: must be a number',
      'c.yaml:7:46: providers.p.credentials[1].tpm: must be at most 9007199254740991',
      'c.yaml:8:31: providers.p.credentials[2].rmp: unknown setting "rmp"; did you mean "rpm"?',
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
    'prices that are not exact amounts',
    `${providers}models:\n  main/x: { price: { input: -1, output: 0.0000000001 }, capabilities: [visoin], languages: [en] }\n`,
    [
      'c.yaml:5:29: models["main/x"].price.input: must be at least 0',
      'c.yaml:5:41: models["main/x"].price.output: must have at most nine digits after the point',
      `c.yaml:5:72: models["main/x"].capabilities[0]: "visoin" is not one of ${capabilities.join(', ')}; did you mean "vision"?`,
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
    'a time zone that does not exist, and a period without a budget',
    'version: 1\norganisation: { time_zone: Europe/Berlni, budget: { period: mnth } }\n',
    [
      'c.yaml:2:28: organisation.time_zone: "Europe/Berlni" is not a time zone of the IANA database, such as Europe/Berlin; did you mean "Europe/Berlin"?',
      'c.yaml:2:43: organisation.budget.limit_usd: is required',
      'c.yaml:2:61: organisation.budget.period: "mnth" is not one of hour, day, week, month, total; did you mean "month"?',
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
    'keys with a short secret, a shared one, no such team and rates that are none',
    'version: 1\nteams: { support: {} }\nkeys:\n  a: { secret: short }\n  b: { secret: "${BOT_KEY}", team: suport, rpm: 0, tpm: 1.5, max_parallel_requests: "1" }\n  c: { secret: "${BOT_KEY}", expires_at: 2027-01-01 }\n  d: { models: [] }\n  e: { secret: "${BOT_KEY}" }\n  f: { secret: "${BOT_KEY}" }\n',
    [
      'c.yaml:4:16: keys.a.secret: must have at least 20 characters',
      'c.yaml:5:49: keys.b.rpm: must be at least 1',
      'c.yaml:5:57: keys.b.tpm: must be a whole number',
      'c.yaml:5:85: keys.b.max_parallel_requests: must be a number',
      'c.yaml:6:42: keys.c.expires_at: must be an instant with its zone, such as 2027-01-01T00:00:00Z',
      'c.yaml:7:8: keys.d.models: must name at least one; leave it out to allow every route',
      'c.yaml:9:16: keys.f.secret: is the secret of the key "e" too; each key needs its own',
    ],
  ],
  [
    'a team that does not exist, while another entry is faulty',
    'version: 1\nteams: { support: {} }\nkeys:\n  a: { team: suport }\n  b: { rpm: 0 }\n',
    [
      'c.yaml:4:14: keys.a.team: there is no team "suport"; did you mean "support"?',
      'c.yaml:5:13: keys.b.rpm: must be at least 1',
    ],
  ],
  [
    'a policy on a team, which comes later',
    'version: 1\nteams:\n  a: { budget: { limit_usd: 1, period: day }, policy: { regions: [eu] } }\n',
    ['c.yaml:3:47: teams.a.policy: is not supported yet'],
  ],
];

describe('a fault in a setting', () => {
  it.each(badSettings)('is told with its place: %s', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});
