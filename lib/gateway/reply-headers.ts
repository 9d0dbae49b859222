import type { Journal } from './journal.ts';
import { formatUsd } from './pricing/cost.ts';

/** Characters that a header value may hold; names of models and providers come from outside. */
const unsafe = /[^\x20-\x7e]/g;

/** The `x-understudy-*` headers of CONTRACT.md and what the caller's limits leave, on success and on error alike. */
export function replyHeaders(journal: Journal): Record<string, string> {
  const headers: Record<string, string> = {
    'x-understudy-request-id': journal.requestId,
    'x-understudy-attempts': String(journal.attempts.length + journal.openAttempts),
    'x-understudy-failovers': String(journal.failovers),
    'x-understudy-overhead-ms': journal.overheadMs().toFixed(3),
  };
  const target = journal.lastTarget;
  if (target !== null) {
    headers['x-understudy-provider'] = target.provider.name.replace(unsafe, '?');
    headers['x-understudy-model'] = target.model.replace(unsafe, '?');
  }
  if (journal.routeName !== null) headers['x-understudy-route'] = journal.routeName.replace(unsafe, '?');
  if (journal.clientRequestId !== null) headers['x-request-id'] = journal.clientRequestId;
  return journal.standing === null
    ? headers
    : { ...headers, ...journal.standing.headers(journal.requestedModel) };
}

/** The cost header of a whole answer: USD as an exact decimal. */
export function costHeader(journal: Journal): Record<string, string> {
  return { 'x-understudy-cost-usd': formatUsd(journal.costNanoUsd()) };
}
