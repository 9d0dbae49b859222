import type { ReportedError } from '../failure/create-failure.ts';
import { isObject, readObject, readString } from '../json.ts';
import type { RequestBody } from '../openai/dialect.ts';
import { readOpenAiError } from '../openai/errors.ts';
import { openAiCompatible } from '../openai-compatible.ts';
import { stranger } from './stranger.ts';

/**
 * OpenRouter. Its errors also come inside a 200, at the top or in a choice, and carry what happened in `metadata`.
 * `reasoning`, `reasoning_details` and its `x-` fields pass through.
 */
export const openrouter = openAiCompatible({
  ...stranger,
  id: 'openrouter',
  label: 'OpenRouter',
  defaultBaseUrl: 'https://openrouter.ai/api/v1',
  drops: ['store', 'service_tier', 'prediction'],
  // The model list is public: only this says whether the key works (unconfirmed).
  healthPath: '/key',
  rewrite,
  readError,
  errorRules: [
    { kind: 'content_filtered', code: ['moderation'] },
    // What is in flight fills the balance: it heals when calls end.
    { kind: 'rate_limited', code: ['openrouter_in_flight_budget'] },
    {
      kind: 'quota_exhausted',
      code: [
        'openrouter_credits',
        'openrouter_key_limit',
        'openrouter_workspace_budget',
        'openrouter_guardrail_budget',
      ],
    },
    // Elsewhere this code is a filter; here a message has a bad form.
    { kind: 'invalid_request', code: ['invalid_prompt', 'string_too_long', 'invalid_image'] },
  ],
});

/** The effort is part of `reasoning` here; what a caller says there himself comes first. */
function rewrite(body: RequestBody): void {
  const effort = body.reasoning_effort;
  delete body.reasoning_effort;
  if (effort == null || body.reasoning != null) return;
  body.reasoning = effort === 'none' ? { enabled: false } : { effort };
}

/** Stands for a prompt that moderation flagged: a 403 that says nothing about the key. */
const moderation = 'moderation';

function readError(json: unknown): ReportedError | null {
  const reported = readOpenAiError(json);
  if (reported === null || !isObject(json)) return reported;
  const metadata = readObject(readObject(json.error).metadata);
  const flagged = Array.isArray(metadata.reasons) && metadata.reasons.length > 0;
  const source = readString(metadata.limit_source) ?? readString(metadata.error_type);
  return {
    ...reported,
    code: flagged ? moderation : (source ?? reported.code),
    message: withUpstreamWords(reported.message, metadata),
  };
}

/** "Provider returned error" says nothing: the words of the provider behind it do, such as that the prompt is too long. */
function withUpstreamWords(
  message: string | null,
  { raw, provider_name: provider }: Readonly<Record<string, unknown>>,
): string | null {
  const words = readWords(raw);
  if (words === null) return message;
  return `${message ?? 'Error'} (${readString(provider) ?? 'upstream'}: ${words})`;
}

function readWords(raw: unknown): string | null {
  if (typeof raw !== 'string') return readOpenAiError(raw)?.message ?? null;
  try {
    return readOpenAiError(JSON.parse(raw))?.message ?? raw;
  } catch {
    return raw;
  }
}
