// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the configuration file's own syntax
import { describe, expect, it } from 'vitest';
import { renderProblem } from './problem.ts';
import { configOf, testEnv as env, problemsOf } from './testing/config-fixture.ts';
import { validateConfig } from './validate.ts';

const documentOf = (text: string) => configOf(text, env).document;

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
    breaker: { consecutive_failures: 3, failure_rate: 0.5, minimum_requests: 20, window_ms: 60000, cooldown_ms: 30000, max_cooldown_ms: 300000 }
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

const neverCalled = ['http://169.254.169.254/latest', 'http://0.0.0.0/v1', 'http://[fe80::1]/v1'];
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
    'http://2130706433/v1',
    'http://0x7f.1/v1',
    'http://100.64.0.1/v1',
    'http://[::1]/v1',
    'http://[fd00::1]/v1',
    'http://[::ffff:127.0.0.1]/v1',
  ].map((url): [string, string] => [
    url,
    'is a private or loopback address, which needs "allow_private_network: true"',
  ]),
  ...neverCalled.map((url): [string, string] => [
    url,
    'is a link-local or reserved address, which is never called',
  ]),
];

describe('validation', () => {
  it.each(baseUrls)('is told of a base URL: %s', (url, message) => {
    const text = `version: 1\nproviders:\n  p: { adapter: openai, base_url: "${url}" }\n`;
    expect(problemsOf(text)).toEqual(
      message === null ? [] : [`c.yaml:3:35: providers.p.base_url: ${message}`],
    );
  });

  it.each(neverCalled)('refuses %s whatever is allowed: no connection to it is ever made', (url) => {
    const text = `version: 1\nproviders:\n  p: { adapter: openai, base_url: "${url}", allow_private_network: true }\n`;
    expect(problemsOf(text)).toEqual([
      'c.yaml:3:35: providers.p.base_url: is a link-local or reserved address, which is never called',
    ]);
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
