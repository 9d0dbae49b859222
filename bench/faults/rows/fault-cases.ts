import type { ProviderFailure } from '../consequences.ts';
import type { Effect, FaultCase } from '../fault-case.ts';
import * as bodies from './bodies.ts';

const start = (kind: ProviderFailure, instead?: Extract<Effect, { at: 'start' }>['instead']): Effect => ({
  at: 'start',
  kind,
  ...(instead === undefined ? {} : { instead }),
});
const middle = (kind: ProviderFailure): Effect => ({ at: 'middle', kind });
const nowhere = (text?: string): Effect => ({ at: 'nowhere', ...(text === undefined ? {} : { text }) });
const both = (effect: Effect) => ({ whole: effect, streamed: effect });

/** The connection, the time and the status line. */
const beforeTheAnswer: readonly FaultCase[] = [
  { name: 'nobody listens', fault: {}, unreachable: true, ...both(start('connection_failed')) },
  { name: 'connection reset before the head', fault: { reset: true }, ...both(start('connection_failed')) },
  { name: 'silence after the request', fault: { silence: true }, ...both(start('timeout')) },
  { name: 'head too late', fault: { delay_headers_ms: 600_000 }, ...both(start('timeout')) },
  {
    name: 'head in time, first token too late',
    fault: { delay_first_token_ms: 600_000 },
    ...both(start('timeout')),
  },
  { name: '500', fault: { error: 'server_error' }, ...both(start('server_error')) },
  {
    name: '502 with the HTML page of a proxy',
    fault: { status: 502, ...bodies.html },
    ...both(start('server_error')),
  },
  { name: '503', fault: { error: 'unavailable' }, ...both(start('overloaded')) },
  { name: '503 overloaded', fault: { error: 'overloaded' }, ...both(start('overloaded')) },
  { name: '529', fault: { status: 529, error: 'overloaded' }, ...both(start('overloaded')) },
  { name: '504 of a proxy', fault: { status: 504, ...bodies.html }, ...both(start('timeout')) },
  { name: '408', fault: { error: 'timeout' }, ...both(start('timeout')) },
  { name: '409', fault: { status: 409, error: bodies.plainError }, ...both(start('server_error')) },
  { name: '500 with an empty body', fault: { status: 500, body: '' }, ...both(start('server_error')) },
  {
    name: '429 that asks for one second',
    fault: { error: 'rate_limited', retry_after_s: 1 },
    ...both(start('rate_limited')),
  },
  {
    name: '429 that asks for half a minute',
    fault: { error: 'rate_limited', retry_after_s: 30 },
    ...both(start('rate_limited', { asksAgain: false })),
  },
  {
    name: '429 that names no wait',
    fault: { error: 'rate_limited', headers: { 'retry-after': null } },
    ...both(start('rate_limited', { asksAgain: false })),
  },
  {
    name: '429 because the quota is spent',
    fault: { error: 'quota_exhausted' },
    ...both(start('quota_exhausted')),
  },
  { name: '402', fault: { status: 402, error: bodies.plainError }, ...both(start('quota_exhausted')) },
  { name: '401', fault: { error: 'invalid_key' }, ...both(start('authentication')) },
  { name: '403', fault: { error: 'permission_denied' }, ...both(start('permission')) },
  { name: '404 no such model', fault: { error: 'model_not_found' }, ...both(start('model_unavailable')) },
  {
    name: '400 prompt too long',
    fault: { error: 'context_length_exceeded' },
    ...both(start('context_length_exceeded')),
  },
  {
    name: '400 content filter',
    fault: { error: 'content_filtered' },
    ...both(start('content_filtered', { error: { status: 400, code: 'content_policy_violation' } })),
  },
  { name: '400', fault: { error: 'invalid_request' }, ...both(start('invalid_request')) },
  {
    name: '422',
    fault: { status: 422, error: 'invalid_request' },
    ...both(start('invalid_request', { error: { status: 422, code: null } })),
  },
  { name: '413', fault: { error: 'payload_too_large' }, ...both(start('payload_too_large')) },
  { name: 'redirect to a private address', fault: bodies.redirect, ...both(start('server_error')) },
];

/** A 200 that is none, or that breaks. */
const insideTheAnswer: readonly FaultCase[] = [
  {
    name: 'error inside a 200 before the first word',
    fault: { error: 'overloaded', error_event_after_tokens: 0 },
    ...both(start('overloaded')),
  },
  {
    name: 'rate limit inside a 200 before the first word',
    fault: { error: 'rate_limited', error_event_after_tokens: 0 },
    ...both(start('rate_limited', { asksAgain: false })),
  },
  {
    name: '200 with an empty body',
    fault: { status: 200, body: '' },
    ...both(start('server_error')),
  },
  {
    name: '200 with garbage',
    fault: { status: 200, body: bodies.garbage },
    ...both(start('server_error')),
  },
  { name: '200 with an HTML page', fault: { status: 200, ...bodies.html }, ...both(start('server_error')) },
  {
    name: '200 with an answer without a word',
    fault: bodies.emptyWhole,
    whole: start('server_error'),
    streamed: null,
  },
  {
    name: '200 with a stream without a word',
    fault: bodies.emptyStream,
    whole: null,
    streamed: start('server_error'),
  },
  {
    name: '200 that is whole though a stream was asked for',
    fault: { ...bodies.wholeAnswer, content_type: 'application/json' },
    ...both(nowhere()),
  },
  { name: 'cut before the first word', fault: { cut_after_tokens: 0 }, ...both(start('stream_interrupted')) },
  {
    name: 'cut in the middle',
    fault: { cut_after_tokens: 5 },
    whole: start('stream_interrupted'),
    streamed: middle('stream_interrupted'),
  },
  {
    name: 'stalled in the middle',
    fault: { stall_after_tokens: 5 },
    whole: start('timeout'),
    streamed: middle('stream_interrupted'),
  },
  {
    name: 'ended in the middle as if it were complete',
    fault: { end_after_tokens: 5 },
    whole: start('server_error'),
    streamed: middle('stream_interrupted'),
  },
  {
    name: 'ended without [DONE]',
    fault: { end_after_tokens: 100 },
    whole: start('server_error'),
    streamed: nowhere(),
  },
  {
    name: 'error inside a 200 in the middle',
    // Paced, so that the words are with the caller when the error comes.
    fault: { error: 'overloaded', error_event_after_tokens: 5, token_interval_ms: 20 },
    whole: start('overloaded'),
    streamed: middle('overloaded'),
  },
  {
    name: 'one malformed event, truncated JSON',
    fault: { malformed_event_after_tokens: 5 },
    whole: start('server_error'),
    streamed: nowhere(),
  },
  {
    name: 'one word each hour after the first',
    fault: { token_interval_ms: 3_600_000 },
    whole: start('timeout'),
    streamed: middle('stream_interrupted'),
  },
];

/** What no honest provider does. */
const hostile: readonly FaultCase[] = [
  {
    name: 'more bytes announced than sent',
    fault: { wrong_content_length: 16 },
    whole: start('stream_interrupted'),
    streamed: nowhere(),
  },
  {
    name: 'fewer bytes announced than sent',
    fault: { wrong_content_length: -40 },
    whole: start('server_error'),
    streamed: nowhere(),
  },
  { name: 'announcements without an end', fault: { endless: 'interim' }, ...both(start('timeout')) },
  { name: 'a thousand announcements, then the answer', fault: { interim_heads: 1_000 }, ...both(nowhere()) },
  { name: 'a head without an end', fault: { endless: 'head' }, ...both(start('server_error')) },
  { name: 'a head of 1 MB', fault: { header_bytes: 1_000_000 }, ...both(start('server_error')) },
  { name: 'a body without an end', fault: { endless: 'body' }, ...both(start('timeout')) },
  {
    name: 'a line without an end',
    fault: { endless: 'line' },
    patience: { first_token_ms: 15_000, idle_ms: 15_000 },
    whole: start('timeout'),
    streamed: start('stream_interrupted'),
  },
  {
    name: 'one event of 10 MB',
    fault: { token_bytes: 10_000_000 },
    patience: { first_token_ms: 15_000, idle_ms: 15_000, response_ms: 20_000 },
    ...both(nowhere(bodies.enlarged(10_000_000))),
  },
  {
    name: 'one event of 20 MB',
    fault: { token_bytes: 20_000_000, token_interval_ms: 20 },
    patience: { first_token_ms: 15_000, idle_ms: 15_000 },
    whole: null,
    streamed: middle('stream_interrupted'),
  },
  { name: 'gzip that nobody asked for', fault: { gzip: 'body' }, ...both(start('server_error')) },
  { name: 'a gzip bomb', fault: { gzip: 'bomb' }, ...both(start('server_error')) },
  {
    name: 'bytes that are no UTF-8',
    fault: { invalid_utf8_after_tokens: 6 },
    ...both(nowhere(bodies.withReplacements(6))),
  },
  {
    name: 'an answer that drips in, fast enough',
    fault: { drip_ms: 1 },
    patience: { first_token_ms: 15_000, idle_ms: 15_000, response_ms: 20_000 },
    ...both(nowhere()),
  },
  { name: 'an answer that drips in too slowly', fault: { drip_ms: 400 }, ...both(start('timeout')) },
];

/** Every way for a provider to fail that is tried in each form and situation. */
export const faultCases: readonly FaultCase[] = [...beforeTheAnswer, ...insideTheAnswer, ...hostile];
