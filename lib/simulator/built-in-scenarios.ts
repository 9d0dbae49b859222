import type { Scenario } from './scenario-schema.ts';

const generating = ['chat', 'embeddings'] as const;
const onGeneration = { operation: [...generating] };

const html = `<!DOCTYPE html>
<html><head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>simulated proxy</center></body></html>
`;

/** Scenarios that are there without a file. A scenario given under the same name replaces one of them. */
export const builtInScenarios = {
  /** What a path without a scenario gets. */
  default: {},
  healthy: {},
  /** Overloaded for good, the model list included. */
  down: { faults: [{ status: 503, error: 'overloaded' }] },
  /** Names a wait that nobody will sit out. */
  'rate-limited': { faults: [{ when: onGeneration, error: 'rate_limited', retry_after_s: 30 }] },
  /** The head comes at once, the first token after half a minute. */
  'slow-first-token': { faults: [{ when: { operation: 'chat' }, delay_first_token_ms: 30_000 }] },
  /** The connection breaks in the middle of the answer. */
  cut: { faults: [{ when: { operation: 'chat' }, cut_after_tokens: 5 }] },
  /** The answer stops in the middle and the connection stays open. */
  stall: { faults: [{ when: { operation: 'chat' }, stall_after_tokens: 5 }] },
  'error-in-stream': {
    faults: [{ when: { operation: 'chat' }, error: 'overloaded', error_event_after_tokens: 5 }],
  },
  'bad-key': { faults: [{ error: 'invalid_key' }] },
  'out-of-quota': { faults: [{ when: onGeneration, error: 'quota_exhausted' }] },
  /** Three calls fail, the next three succeed, and so on. */
  flapping: { faults: [{ when: { first_calls: 3, repeat_calls: 6 }, status: 503, error: 'overloaded' }] },
  /** A 200 whose body is no JSON and no event stream. */
  garbage: { faults: [{ when: onGeneration, status: 200, body: '\u0001\u0002{"choices":[{"messa' }] },
  /** A proxy's error page where JSON was due. */
  html: { faults: [{ status: 502, body: html, content_type: 'text/html; charset=utf-8' }] },
  /** Takes the call and never answers. */
  silent: { faults: [{ silence: true }] },
  /** Breaks the connection before the head. */
  reset: { faults: [{ reset: true }] },
  /** Sends the caller on to where clouds keep the credentials of a machine. */
  redirect: {
    faults: [{ status: 307, headers: { location: 'http://169.254.169.254/latest/meta-data/' }, body: '' }],
  },
  'gzip-bomb': { faults: [{ when: onGeneration, gzip: 'bomb' }] },
} as const satisfies Record<string, Scenario>;

/** Name of a built-in scenario. */
export type BuiltInScenarioName = keyof typeof builtInScenarios;
