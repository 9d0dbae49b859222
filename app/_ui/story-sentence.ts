import type { RequestDetail } from '#lib/console/requests/schema.ts';
import { isEndedReplay } from './attempt-words.ts';
import { failureDid, skipExplanation } from './failure-words.ts';
import { formatDuration } from './format-duration.ts';

type Attempt = Pick<
  RequestDetail['attempts'][number],
  'provider' | 'model' | 'kind' | 'message' | 'status' | 'duration_ms'
>;

/** What the story is told from: a part of the single request's answer. */
export interface StoryRequest
  extends Pick<
    RequestDetail,
    'status' | 'http_status' | 'error_message' | 'duration_ms' | 'skipped' | 'recovered'
  > {
  readonly attempts: readonly Attempt[];
}

const target = (attempt: Attempt) => `${attempt.provider}/${attempt.model}`;

const failure = (attempt: Attempt) => {
  const status = attempt.status === null || attempt.status === 200 ? '' : ` (${attempt.status})`;
  return `${failureDid(attempt.kind ?? '')}${status} after ${formatDuration(attempt.duration_ms)}`;
};

const clause = (attempt: Attempt, before: Attempt | undefined) => {
  if (isEndedReplay(attempt))
    return `${target(attempt)} said something else, so its replay was ended after ${formatDuration(attempt.duration_ms)}`;
  const again = before !== undefined && target(before) === target(attempt) ? ' on a retry' : '';
  return attempt.kind === null
    ? `${target(attempt)} answered${again} in ${formatDuration(attempt.duration_ms)}`
    : `${target(attempt)} ${failure(attempt)}${again}`;
};

const skips = (request: StoryRequest) =>
  request.skipped.map((skip) => `${skip.target} was passed over: ${skipExplanation(skip.reason).why}`);

const ending = (request: StoryRequest): string[] => {
  const answered = request.attempts.some((attempt) => attempt.kind === null);
  switch (request.status) {
    case 'ok':
      return request.recovered ? ['The caller has one unbroken answer'] : [];
    case 'partial':
      return ['The caller has only part of the answer'];
    case 'canceled':
      return [`The caller left after ${formatDuration(request.duration_ms)}`];
    case 'error':
      if (request.attempts.length === 0 && request.error_message === null)
        return [`Nothing was called; the caller got ${request.http_status}`];
      return answered ? [] : [`The caller got ${request.http_status}`];
  }
};

const refusal = (request: StoryRequest) =>
  request.attempts.length === 0 && request.error_message !== null
    ? [`Refused before any provider was called: ${request.error_message.replace(/\.$/, '')}`]
    : [];

/**
 * What happened to a request, in the order it happened: "sim-primary/sim-large was overloaded (503) after 4 ms;
 * sim-fallback/sim-small answered in 12 ms."
 */
export const storySentence = (request: StoryRequest): string => {
  const called = request.attempts.map((attempt, index) => clause(attempt, request.attempts[index - 1]));
  const happened = [...skips(request), ...called].join('; ');
  const parts = [...(happened === '' ? [] : [happened]), ...refusal(request), ...ending(request)];
  return parts.map((part) => `${part}.`).join(' ');
};
