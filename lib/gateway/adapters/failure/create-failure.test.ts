import { describe, expect, it } from 'vitest';
import { openAiBillingRules, readOpenAiError } from '../openai/errors.ts';
import { type FailureDialect, failureInside, failureOfReply } from './create-failure.ts';

const dialect: FailureDialect = { label: 'Someone', rules: openAiBillingRules, read: readOpenAiError };
const fail = (headers: Record<string, string>, message = 'No.', status = 429) =>
  failureOfReply(dialect, { status, headers, body: JSON.stringify({ error: { message } }) }, 0);

describe('the failure of a reply', () => {
  it("names the provider's request, by which its support finds it", () => {
    expect(fail({ 'x-request-id': 'req_011CS', 'cf-ray': '8f-AMS' }).message).toBe(
      'Someone answered 429: No. (its request req_011CS)',
    );
    expect(fail({ 'cf-ray': '8f2c-AMS' }).message).toContain('(its request 8f2c-AMS)');
  });

  it.each(['', 'a b', '<script>', 'x'.repeat(129)])('repeats no strange request id: "%s"', (id) =>
    expect(fail({ 'x-request-id': id }).message).toBe('Someone answered 429: No.'),
  );

  it('takes the stated wait before the one in the sentence, and that before the reset of a used-up limit', () => {
    const message = 'Please try again in 2s.';
    const reset = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' };
    expect(fail({ ...reset, 'retry-after': '1' }, message).retryAfterMs).toBe(1_000);
    expect(fail(reset, message).retryAfterMs).toBe(2_000);
    expect(fail(reset).retryAfterMs).toBe(360_000);
  });

  it('reads no wait into the sentence of another failure than a limit', () => {
    expect(fail({}, 'Please try again in 2s.', 500).retryAfterMs).toBeNull();
    expect(fail({ 'retry-after': '3' }, 'Please try again in 2s.', 500).retryAfterMs).toBe(3_000);
  });
});

describe('a failure inside a 200', () => {
  it.each([
    ['429', 'rate_limited'],
    ['402', 'quota_exhausted'],
    ['529', 'overloaded'],
    ['200', 'stream_interrupted'],
    ['1302', 'stream_interrupted'],
    ['x', 'stream_interrupted'],
  ])('with the code %s is %s', (code, kind) => {
    const reported = { type: null, code, param: null, message: 'No.' };
    expect(failureInside(dialect, reported, 'stream_interrupted')).toMatchObject({ kind, status: null });
  });
});
