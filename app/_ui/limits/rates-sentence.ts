import { formatCompact, plural } from '../format-number.ts';

/** `120 requests and 100K tokens a minute, 20 at once`; null = nothing is limited. */
export const ratesSentence = (rates: {
  readonly rpm: number | null;
  readonly tpm: number | null;
  readonly max_parallel_requests: number | null;
}): string | null => {
  const { rpm, tpm, max_parallel_requests: parallel } = rates;
  const perMinute = [
    ...(rpm === null ? [] : [plural(rpm, 'request')]),
    ...(tpm === null ? [] : [`${formatCompact(tpm)} ${tpm === 1 ? 'token' : 'tokens'}`]),
  ];
  const said = [
    ...(perMinute.length === 0 ? [] : [`${perMinute.join(' and ')} a minute`]),
    ...(parallel === null ? [] : [`${parallel} at once`]),
  ];
  return said.length === 0 ? null : said.join(', ');
};
