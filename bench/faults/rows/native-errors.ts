import { dialectIds, type ErrorKind, errorKinds } from '#lib/simulator/scenario/names.ts';
import { type Consequence, consequences, type ProviderFailure } from '../consequences.ts';
import type { FaultRow } from '../row.ts';
import { failing, healthy, quickTimeouts } from './parts.ts';

/** What each native error means, whatever words and status a provider has for it. */
const kinds: Readonly<Record<ErrorKind, ProviderFailure>> = {
  rate_limited: 'rate_limited',
  overloaded: 'overloaded',
  quota_exhausted: 'quota_exhausted',
  missing_key: 'authentication',
  invalid_key: 'authentication',
  permission_denied: 'permission',
  model_not_found: 'model_unavailable',
  context_length_exceeded: 'context_length_exceeded',
  content_filtered: 'content_filtered',
  invalid_request: 'invalid_request',
  payload_too_large: 'payload_too_large',
  server_error: 'server_error',
  unavailable: 'overloaded',
  timeout: 'timeout',
};

/** Where the words of a provider say something else than its status. */
const ownMeaning: Readonly<Record<string, ProviderFailure>> = {
  // A 503 whose type is `api_error`.
  'anthropic unavailable': 'server_error',
};

/** Each error in each provider's own words: the next target answers, or the caller gets one clean error. */
export const nativeErrors: readonly FaultRow[] = dialectIds
  .filter((dialect) => dialect !== 'openai')
  .flatMap((dialect) =>
    errorKinds.flatMap((error) =>
      (['whole', 'streamed'] as const).map((mode): FaultRow => {
        const kind = ownMeaning[`${dialect} ${error}`] ?? kinds[error];
        const { movesOn, error: shown }: Consequence = consequences[kind];
        const primary = failing({ name: error, fault: { error }, dialect, whole: null, streamed: null });
        const status = shown.status;
        return {
          name: `${error} as ${dialect} says it, ${mode}`,
          group: 'native errors',
          mode,
          providers: { primary, second: healthy },
          route: { num_retries: 0, timeouts: quickTimeouts },
          expect: {
            sees: [movesOn ? { outcome: 'answer' } : { outcome: 'error', status, code: shown.code }],
            calls: { primary: 1, second: movesOn ? 1 : 0 },
            attempts: [`primary ${kind}`, ...(movesOn ? ['second ok'] : [])],
          },
        };
      }),
    ),
  );
