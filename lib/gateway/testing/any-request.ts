import fc from 'fast-check';
import {
  type Configuration,
  type ModelFacts,
  type Route,
  routeDefaults,
  type Target,
} from '../configuration.ts';
import { failures } from './route-gateway.ts';
import type { Script } from './scripted-transport.ts';
import {
  ableModel,
  streamedAnswer,
  streamHead,
  streamPieces,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './test-gateway.ts';

const usd = 1_000_000_000n;
const targetNames = ['t0', 't1', 't2', 't3', 't4', 't5'] as const;
const someTargets = fc.shuffledSubarray([...targetNames], { minLength: 1, maxLength: 4 });
const perhapsTargets = fc.shuffledSubarray([...targetNames], { maxLength: 3 });

/** What one call comes to. `ok` is the answer in the form that was asked for. */
const behaviours = [
  'ok',
  'overloaded',
  'broken',
  'refuse',
  'hang',
  'bad_key',
  'limited',
  'limited_shortly',
  'no_quota',
  'tooLong',
  'refused',
  'tooLarge',
  'bad_request',
  'gone',
  'empty',
  'garbage',
  'cut_early',
  'cut_late',
  'in_band',
] as const;
type Behaviour = (typeof behaviours)[number];

const scripts: Record<Exclude<Behaviour, 'ok' | 'empty' | 'cut_early' | 'cut_late' | 'in_band'>, Script> = {
  ...failures,
  broken: { status: 500, body: '<html>' },
  refuse: { refuse: true },
  hang: { hang: true },
  bad_key: { status: 401, body: '{}' },
  limited: { status: 429, body: '{}' },
  limited_shortly: { status: 429, headers: { 'retry-after-ms': '900' }, body: '{}' },
  no_quota: { status: 429, body: '{"error":{"code":"insufficient_quota","message":"pay"}}' },
  bad_request: { status: 400, body: '{"error":{"message":"no","code":"bad"}}' },
  gone: { status: 404, body: '{"error":{"message":"gone","code":"model_not_found"}}' },
  garbage: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
};

/** Verdicts and failures that are retried come often: they are what the plan turns on. */
const anyBehaviour = fc.constantFrom(
  ...behaviours,
  ...Array<Behaviour[]>(4).fill(['overloaded', 'tooLong', 'refused']).flat(),
);

/** What a provider sends for a behaviour, whole or streamed. */
export function scriptOf(behaviour: Behaviour, stream: boolean): Script {
  const cut = (...pieces: string[]) => ({
    ...streamHead,
    body: [...pieces.map((send) => ({ send })), { cut: true as const }],
  });
  switch (behaviour) {
    case 'ok':
      return stream ? streamedAnswer('One', ' two') : wholeAnswer('One two');
    case 'empty':
      return stream ? streamedAnswer() : wholeAnswer('');
    case 'cut_early':
      return cut(streamPieces.role);
    case 'cut_late':
      return cut(streamPieces.role, streamPieces.text('One'));
    case 'in_band':
      return { ...streamHead, body: 'data: {"error":{"message":"busy","code":503}}\n\n' };
    default:
      return scripts[behaviour];
  }
}

const facts: fc.Arbitrary<ModelFacts> = fc.record({
  contextWindow: fc.constantFrom(null, 2_000, 16_000, 32_000),
  capabilities: fc.constantFrom(null, null, new Set(['streaming'] as const)),
  price: fc.constantFrom(null, ableModel.price, {
    input: 5n * usd,
    output: 9n * usd,
    cachedInput: null,
    cacheWrite: null,
  }),
  known: fc.constant(true),
  maxOutputTokens: fc.constantFrom(null, 500),
  maxParallelRequests: fc.constant(null),
});

const settings = fc.record({
  numRetries: fc.nat(2),
  rescueAuthenticationFailures: fc.boolean(),
  onStatusCodes: fc.constantFrom(null, null, new Set([500, 503])),
  streamRecovery: fc.constantFrom('off', 'replay', 'buffer'),
  latencyClass: fc.constantFrom('interactive', 'standard', 'batch'),
} satisfies { [name in keyof Route]?: fc.Arbitrary<Route[name]> });

const providerChoice = fc.record(
  {
    order: perhapsTargets,
    only: fc.shuffledSubarray([...targetNames], { minLength: 4 }),
    ignore: perhapsTargets,
    allow_fallbacks: fc.boolean(),
    require_parameters: fc.boolean(),
    max_price: fc.constantFrom({ prompt: 1 }, { completion: 100 }, { prompt: 0.5, completion: 9 }),
    sort: fc.constantFrom('price', 'latency'),
  },
  { requiredKeys: [] },
);

/** Names that a body may hold; `secret` and the targets `t2` to `t5` are not for the key. */
const callable = ['chat', 'other', 't0/model', 't1/model'] as const;
const bodyModels = fc.array(fc.constantFrom(...callable, 'secret', 't2/model', 't5/model'), { maxLength: 4 });

/** Any configuration of six targets, any trouble of each, and any request to it. */
export const anyCase = fc.record({
  facts: fc.array(facts, { minLength: 6, maxLength: 6 }),
  behaviours: fc.array(fc.array(anyBehaviour, { minLength: 1, maxLength: 3 }), {
    minLength: 6,
    maxLength: 6,
  }),
  routes: fc.record({ chat: someTargets, other: someTargets, secret: someTargets }),
  contextWindowFallbacks: perhapsTargets,
  contentPolicyFallbacks: perhapsTargets,
  settings,
  noFailover: fc.boolean(),
  body: fc.record(
    {
      stream: fc.boolean(),
      picture: fc.boolean(),
      long: fc.boolean(),
      models: bodyModels,
      provider: providerChoice,
    },
    { requiredKeys: ['stream', 'picture', 'long'] },
  ),
});

/** One of {@link anyCase}. */
export type AnyCase = typeof anyCase extends fc.Arbitrary<infer Case> ? Case : never;

/** The six targets of a case, by name. */
export const targetsOf = (some: AnyCase): ReadonlyMap<string, Target> =>
  new Map(
    targetNames.map((name, index) => [name, testTarget(name, { facts: some.facts[index] ?? ableModel })]),
  );

/** The configuration of a case: routes `chat` (with fallbacks), `other` and `secret`, of which the key may not call the last. */
export function configurationOf(some: AnyCase): Configuration {
  const targets = targetsOf(some);
  const pick = (names: readonly string[]) => names.flatMap((name) => targets.get(name) ?? []);
  const route = (name: keyof AnyCase['routes']): Route => ({
    ...routeDefaults,
    ...some.settings,
    id: `route_${name}`,
    name,
    targets: pick(some.routes[name]),
    contextWindowFallbacks: name === 'chat' ? pick(some.contextWindowFallbacks) : [],
    contentPolicyFallbacks: name === 'chat' ? pick(some.contentPolicyFallbacks) : [],
  });
  return {
    ...testConfiguration([...targets.values()], { key: { models: new Set(callable) } }),
    routes: new Map([
      ['chat', route('chat')],
      ['other', route('other')],
      ['secret', route('secret')],
    ]),
    modelFacts: ({ name }) => targets.get(name)?.facts ?? ableModel,
  };
}

/** What the caller sends. */
export function bodyOf({ body }: AnyCase) {
  const { stream, picture, long, ...extensions } = body;
  const text = { type: 'text', text: long ? 'x'.repeat(40_000) : 'Hello' };
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
  return {
    model: 'chat',
    stream,
    messages: [{ role: 'user', content: picture ? [text, image] : [text] }],
    ...extensions,
  };
}
