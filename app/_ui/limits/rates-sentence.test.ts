import { expect, it } from 'vitest';
import { ratesSentence } from './rates-sentence.ts';

const none = { rpm: null, tpm: null, max_parallel_requests: null };

it.each([
  [none, null],
  [{ ...none, rpm: 1 }, '1 request a minute'],
  [
    { rpm: 120, tpm: 100_000, max_parallel_requests: 20 },
    '120 requests and 100K tokens a minute, 20 at once',
  ],
  [{ ...none, max_parallel_requests: 2 }, '2 at once'],
])('%o', (rates, sentence) => {
  expect(ratesSentence(rates)).toBe(sentence);
});
