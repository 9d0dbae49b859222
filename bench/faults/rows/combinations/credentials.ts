import type { FaultRow, ProviderScript, RanRow } from '../../row.ts';
import { answer, healthy, onChat, quickTimeouts } from '../parts.ts';
import { inBothModes } from './several-targets.ts';

const timeouts = quickTimeouts;
/** Drawn first, since it has nearly all of the weight. */
const dead = { name: 'dead', secret: 'sk-revoked', weight: 1_000_000 };
const alive = { name: 'alive', secret: 'sk-accepted' };
const refusing: ProviderScript = { scenario: { answer, faults: [onChat({ error: 'invalid_key' })] } };
const pool: ProviderScript = {
  // Its model list takes any key, so that the request discovers the dead one.
  scenario: { answer, accepted_secrets: [alive.secret] },
  credentials: [dead, alive],
};

const askedInTurn =
  (times: number): NonNullable<FaultRow['course']> =>
  async ({ ask }) => {
    const seen = [];
    for (let turn = 0; turn < times; turn += 1) seen.push(await ask());
    return seen;
  };

const refusal = { outcome: 'error', status: 502, code: 'provider_authentication_failed' } as const;

/** A key that the provider refuses, alone and in a pool. */
export const credentials: readonly FaultRow[] = [
  ...inBothModes({
    name: 'a dead key in a pool: another key answers, and the dead one is used once in five requests',
    providers: { primary: pool, second: healthy },
    route: { num_retries: 1, timeouts },
    course: askedInTurn(5),
    expect: {
      sees: [{ outcome: 'answer', by: 'primary' }],
      calls: { primary: 6 },
      attempts: ['primary authentication', 'primary ok'],
    },
  }),
  ...inBothModes({
    name: 'a dead key alone: a clear 502 once, then the target is passed over and that is written down',
    providers: { primary: refusing, second: healthy },
    route: { num_retries: 1, timeouts },
    course: askedInTurn(4),
    expect: {
      sees: [refusal, { outcome: 'answer', by: 'second' }],
      calls: { primary: 1, second: 3 },
      skipped: ['primary no_usable_credential'],
    },
  }),
  ...inBothModes({
    name: 'a dead key, rescue_authentication_failures: the discovering request is answered too',
    providers: { primary: refusing, second: healthy },
    route: { num_retries: 1, timeouts, rescue_authentication_failures: true },
    course: askedInTurn(3),
    expect: { sees: [{ outcome: 'answer', by: 'second' }], calls: { primary: 1, second: 3 } },
  }),
  ...inBothModes({
    name: 'a spent quota benches the key: asked once, then passed over',
    providers: {
      primary: { scenario: { answer, faults: [onChat({ error: 'quota_exhausted' })] } },
      second: healthy,
    },
    route: { num_retries: 1, timeouts },
    course: askedInTurn(4),
    expect: {
      sees: [{ outcome: 'answer', by: 'second' }],
      calls: { primary: 1, second: 4 },
      skipped: ['primary credential_benched'],
    },
  }),
  ...inBothModes({
    name: 'a rate limit of half a minute benches the key for that model: asked once, then passed over',
    providers: {
      primary: { scenario: { answer, faults: [onChat({ error: 'rate_limited', retry_after_s: 30 })] } },
      second: healthy,
    },
    route: { num_retries: 1, timeouts },
    course: askedInTurn(4),
    expect: {
      sees: [{ outcome: 'answer', by: 'second' }],
      calls: { primary: 1, second: 4 },
      skipped: ['primary credential_benched'],
    },
  }),
  ...inBothModes({
    name: 'a hostile answer leaves nothing behind for the next request on the same provider',
    providers: {
      primary: {
        scenario: {
          answer,
          faults: [
            onChat({ wrong_content_length: -40 }, { first_calls: 1 }),
            onChat({ gzip: 'bomb' }, { after_calls: 1, first_calls: 2 }),
            onChat({ cut_after_tokens: 2 }, { after_calls: 2, first_calls: 3 }),
          ],
        },
      },
      second: healthy,
    },
    route: { num_retries: 0, timeouts, breaker: { consecutive_failures: 10 } },
    course: askedInTurn(6),
    expect: {
      sees: [{ outcome: 'answer' }],
      calls: { primary: 6, second: [2, 3] },
      also: ({ seen }: RanRow) =>
        seen.slice(3).every(({ provider }) => provider?.endsWith('-primary') === true)
          ? []
          : ['the provider was not used again'],
    },
  }),
];
