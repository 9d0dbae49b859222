import type { ModelFacts, Route, Target } from '../configuration.ts';
import { ableModel, createTestGateway, testConfiguration, testTarget, wholeAnswer } from './test-gateway.ts';

/** The target `name/model` with this context window; null = nobody knows it. Tokens. */
export const sizedTarget = (name: string, contextWindow: number | null = 8_000): Target =>
  testTarget(name, { facts: sizedModel(contextWindow) });

/** A model that can do everything within this window. */
export const sizedModel = (contextWindow: number | null): ModelFacts => ({ ...ableModel, contextWindow });

const failure = (status: number, code: string) => ({
  status,
  body: JSON.stringify({ error: { message: code, type: 'invalid_request_error', code } }),
});

/** What providers say when they do not answer. */
export const failures = {
  tooLong: failure(400, 'context_length_exceeded'),
  refused: failure(400, 'content_filter'),
  tooLarge: failure(413, 'too_large'),
  overloaded: failure(503, 'busy'),
} as const;

/** The headers of a caller who wants one target only. */
export const withoutFailover = {
  headers: { authorization: 'Bearer good-key', 'x-understudy-no-failover': 'true' },
};

/** A gateway whose route has these targets and settings, no retries unless they say so. Every provider answers until scripted otherwise. */
export function routeGateway(targets: readonly Target[], route: Partial<Route> = {}) {
  const { contextWindowFallbacks = [], contentPolicyFallbacks = [] } = route;
  const all = [...targets, ...contextWindowFallbacks, ...contentPolicyFallbacks];
  const configuration = testConfiguration(all, { route: { numRetries: 0, ...route, targets } });
  const gateway = createTestGateway(configuration);
  for (const { provider } of all) gateway.transport.script(`${provider.name}.test`, wholeAnswer('Hi'));
  return {
    ...gateway,
    /** The providers that were called, in order. */
    order: () => gateway.transport.calls.map(({ request }) => new URL(request.url).host.split('.')[0]),
    /** What the last request passed over, and why. */
    skips: () => gateway.records.at(-1)?.skipped.map((skip) => [skip.target, skip.reason]),
  };
}
