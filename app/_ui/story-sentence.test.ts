import { describe, expect, it } from 'vitest';
import { disagreementMessage } from '#lib/gateway/recovery/disagreement-message.ts';
import { type StoryRequest, storySentence } from './story-sentence.ts';

const failed = {
  provider: 'sim-primary',
  model: 'sim-large',
  kind: 'overloaded',
  message: 'Overloaded.',
  status: 503,
  duration_ms: 4,
};
const answered = {
  provider: 'sim-fallback',
  model: 'sim-small',
  kind: null,
  message: null,
  status: 200,
  duration_ms: 12,
};
const request = (over: Partial<StoryRequest>): StoryRequest => ({
  status: 'ok',
  http_status: 200,
  error_message: null,
  duration_ms: 18,
  skipped: [],
  recovered: false,
  attempts: [failed, answered],
  ...over,
});

describe('storySentence', () => {
  it('tells a failover', () => {
    expect(storySentence(request({}))).toBe(
      'sim-primary/sim-large was overloaded (503) after 4 ms; sim-fallback/sim-small answered in 12 ms.',
    );
  });

  it('tells a retry on the same target from a failover', () => {
    const recovered = { ...failed, kind: null, status: 200, duration_ms: 20 };
    expect(storySentence(request({ attempts: [failed, recovered] }))).toBe(
      'sim-primary/sim-large was overloaded (503) after 4 ms; sim-primary/sim-large answered on a retry in 20 ms.',
    );
  });

  it('tells a skipped target first, with its reason', () => {
    const skipped = [{ target: 'sim-primary/sim-large', reason: 'circuit_open', detail: null }];
    expect(storySentence(request({ attempts: [answered], skipped }))).toBe(
      'sim-primary/sim-large was passed over: its circuit is open; sim-fallback/sim-small answered in 12 ms.',
    );
  });

  it('says what the caller got when every target failed', () => {
    const unreachable = { ...answered, kind: 'connection_failed', status: null, duration_ms: 1500 };
    expect(
      storySentence(request({ status: 'error', http_status: 503, attempts: [failed, unreachable] })),
    ).toBe(
      'sim-primary/sim-large was overloaded (503) after 4 ms; sim-fallback/sim-small could not be reached after 1.5 s. The caller got 503.',
    );
  });

  it('tells a refusal that called nobody', () => {
    const refused = request({
      status: 'error',
      http_status: 404,
      attempts: [],
      error_message: 'The model `x` does not exist.',
    });
    expect(storySentence(refused)).toBe(
      'Refused before any provider was called: The model `x` does not exist. The caller got 404.',
    );
  });

  it('does not show a broken stream as an answer', () => {
    const cut = { ...answered, kind: 'stream_interrupted', duration_ms: 900 };
    expect(storySentence(request({ status: 'partial', attempts: [cut] }))).toBe(
      'sim-fallback/sim-small broke off its stream after 900 ms. The caller has only part of the answer.',
    );
  });

  it('tells a broken stream that another target completed, and one that none could', () => {
    const cut = { ...failed, kind: 'stream_interrupted', status: 200, duration_ms: 900 };
    expect(storySentence(request({ attempts: [cut, answered], recovered: true }))).toBe(
      'sim-primary/sim-large broke off its stream after 900 ms; sim-fallback/sim-small answered in 12 ms. The caller has one unbroken answer.',
    );
    const ended = { ...answered, kind: 'client_closed', message: disagreementMessage };
    expect(storySentence(request({ status: 'partial', attempts: [cut, ended] }))).toBe(
      'sim-primary/sim-large broke off its stream after 900 ms; sim-fallback/sim-small said something else, so its replay was ended after 12 ms. The caller has only part of the answer.',
    );
  });

  it('says when the caller left', () => {
    const left = { ...answered, kind: 'client_closed', status: null, duration_ms: 200 };
    expect(storySentence(request({ status: 'canceled', attempts: [left], duration_ms: 200 }))).toContain(
      'The caller left after 200 ms.',
    );
  });

  it('tells a replay that was ended from the caller who then left', () => {
    const ended = { ...answered, kind: 'client_closed', message: disagreementMessage };
    const story = storySentence(request({ status: 'canceled', attempts: [ended] }));
    expect(story).toContain('said something else');
    expect(story).not.toContain('stopped because the caller left');
  });

  it('shows a kind it has never heard of', () => {
    const strange = { ...failed, kind: 'new_kind', status: null };
    expect(storySentence(request({ attempts: [strange, answered] }))).toContain(
      'failed (new kind) after 4 ms',
    );
  });
});
