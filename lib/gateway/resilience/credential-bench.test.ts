import { describe, expect, it } from 'vitest';
import type { Configuration, Credential } from '../configuration.ts';
import { UpstreamError } from '../errors.ts';
import { testConfiguration, testTarget } from '../testing/test-gateway.ts';
import { createCredentialBench } from './credential-bench.ts';

const credential = (id: string, secret = `secret of ${id}`): Credential => ({
  id,
  name: id,
  secret,
  weight: 1,
  rpm: null,
  tpm: null,
});
const limited = (retryAfterMs: number) => new UpstreamError('rate_limited', '', { retryAfterMs });
const refused = new UpstreamError('authentication', '');
const [a, b] = [credential('a'), credential('b')];
const none = new Set<string>();

function scene(configuration: () => Configuration | null = () => null) {
  const state = { nowMs: 0, random: 0 };
  const bench = createCredentialBench(
    () => state.nowMs,
    () => state.random,
    configuration,
  );
  return { state, bench };
}

describe('a pool of credentials', () => {
  it('is drawn from by weight', () => {
    const { state, bench } = scene();
    const pool = [credential('light'), { ...credential('heavy'), weight: 3 }];
    const drawn = [0, 0.24, 0.25, 0.99].map((random) => {
      state.random = random;
      return bench.pick(pool, 'model', none).credential?.id;
    });
    expect(drawn).toEqual(['light', 'light', 'heavy', 'heavy']);
  });

  it('goes on without one that is rate limited, for that model until the time it named', () => {
    const { state, bench } = scene();
    bench.blame(a, 'model', limited(5_000));
    expect(bench.pick([a, b], 'model', none).credential?.id).toBe('b');
    expect(bench.pick([a], 'model', none)).toMatchObject({ reason: 'credential_benched', until: 5_000 });
    expect(bench.pick([a], 'other', none).credential?.id).toBe('a');
    state.nowMs = 5_000;
    expect(bench.pick([a], 'model', none).credential?.id).toBe('a');
  });

  it('holds to the latest time that a provider named, in whatever order refusals come', () => {
    const { bench } = scene();
    for (const waitMs of [2_000, 30_000, 1_000]) bench.blame(a, 'model', limited(waitMs));
    expect(bench.pick([a], 'model', none)).toMatchObject({ until: 30_000 });
    bench.blame(a, 'model', new UpstreamError('quota_exhausted', '', { retryAfterMs: 3_600_000 }));
    bench.blame(a, 'model', new UpstreamError('quota_exhausted', ''));
    expect(bench.pick([a], 'other', none)).toMatchObject({ until: 3_600_000 });
  });

  it('takes back a quota that was topped up, though not before the time of a rate limit', () => {
    const { bench } = scene();
    bench.blame(a, 'model', new UpstreamError('quota_exhausted', ''));
    bench.blame(a, 'model', limited(1_000));
    bench.accept(a);
    expect(bench.pick([a], 'other', none).credential?.id).toBe('a');
    expect(bench.pick([a], 'model', none)).toMatchObject({ until: 1_000 });
  });
});

describe('a refused credential', () => {
  it('is out until its secret is replaced or the provider takes it again', () => {
    const { bench } = scene();
    bench.blame(a, 'model', refused);
    expect(bench.pick([a], 'model', none)).toMatchObject({ reason: 'no_usable_credential', until: null });
    expect(bench.pick([credential('a', 'new secret')], 'model', none).credential?.id).toBe('a');
    bench.accept(a);
    expect(bench.pick([a], 'model', none).credential?.id).toBe('a');
  });

  it('is forgotten once it is no longer configured, or no longer with that secret', () => {
    const serving = (...credentials: Credential[]) => testConfiguration([testTarget('p', { credentials })]);
    let configuration = serving(a, b);
    const { bench } = scene(() => configuration);
    for (const each of [a, b]) bench.blame(each, 'model', refused);
    expect(bench.rejected()).toEqual(new Set(['a', 'b']));
    configuration = serving(credential('a', 'new secret'));
    expect(bench.rejected()).toEqual(new Set());
    // A call that began before the change ends after it.
    bench.blame(b, 'model', refused);
    expect(bench.rejected()).toEqual(new Set());
  });
});
