import type { RequestBody } from '../openai/dialect.ts';
import { downgradeSchema } from '../openai/downgrade-schema.ts';
import { openAiCompatible } from '../openai-compatible.ts';
import { onlyOpenAi, stranger } from './stranger.ts';

/** Models that write by a schema on DashScope (from the adapters of others). */
const writesBySchema = /^qwen3\.(?:7-(?:plus|flash|max)|8-(?:max|flash))/;

/** Alibaba's Model Studio (DashScope), international. Keys belong to a region: another one needs its own `base_url`. */
export const qwen = openAiCompatible({
  ...stranger,
  id: 'qwen',
  label: 'Qwen (DashScope)',
  defaultBaseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
  drops: [...onlyOpenAi, 'user', 'logit_bias', 'frequency_penalty'],
  rewrite,
  errorRules: [
    // Money: an overdue account, and a free allowance that is used up. The lower-case name is unconfirmed.
    { kind: 'quota_exhausted', code: ['Arrearage', 'arrearage'] },
    {
      kind: 'quota_exhausted',
      message: /free allocated quota exceeded|free[- ]tier.{0,40}(?:exhausted|used up)/i,
    },
    // The reverse of OpenAI's meaning: tokens per minute or second, which heal within a minute.
    { kind: 'rate_limited', code: ['insufficient_quota', 'Throttling.AllocationQuota'] },
    {
      kind: 'rate_limited',
      code: [
        'Throttling',
        'Throttling.RateQuota',
        'limit_requests',
        'limit_burst_rate',
        'Throttling.BurstRate',
      ],
    },
    // The lower-case name is unconfirmed.
    { kind: 'content_filtered', code: ['DataInspectionFailed', 'data_inspection_failed'] },
    { kind: 'authentication', code: ['InvalidApiKey'] },
    { kind: 'model_unavailable', code: ['ModelNotFound'] },
  ],
});

/** Thinking is a switch here; how much of it is the model's affair. */
function rewrite(body: RequestBody): void {
  if (body.reasoning_effort != null) body.enable_thinking = body.reasoning_effort !== 'none';
  delete body.reasoning_effort;
  if (!writesBySchema.test(body.model)) downgradeSchema(body);
}
