import type { RequestBody } from '../openai/dialect.ts';
import { openAiCompatible } from '../openai-compatible.ts';
import { onlyOpenAi, stranger } from './stranger.ts';

/** Z.ai (Zhipu). Its errors are told apart by business codes; the HTTP status says little, and an empty balance is a 429. */
export const zai = openAiCompatible({
  ...stranger,
  id: 'zai',
  label: 'Z.ai',
  defaultBaseUrl: 'https://api.z.ai/api/paas/v4',
  drops: onlyOpenAi,
  rewrite,
  errorRules: [
    { kind: 'authentication', code: ['1000', '1001', '1002', '1003', '1004'] },
    // A locked account; a call or a model that the plan does not allow.
    { kind: 'permission', code: ['1110', '1111', '1112', '1120', '1121', '1220', '1311', '1313'] },
    // Arrears, a daily cap, a plan's limit, a plan that has ended.
    { kind: 'quota_exhausted', code: ['1113', '1304', '1308', '1309', '1310'] },
    { kind: 'invalid_request', code: ['1210', '1213', '1214', '1215'] },
    { kind: 'model_unavailable', code: ['1211', '1212', '1221', '1222'] },
    { kind: 'server_error', code: ['1234'] },
    { kind: 'context_length_exceeded', code: ['1261'] },
    { kind: 'content_filtered', code: ['1300', '1301'] },
    { kind: 'rate_limited', code: ['1302', '1303', '1305'] },
    { kind: 'overloaded', code: ['1312'] },
  ],
});

/** The plain API knows no effort, only whether to think. */
function rewrite(body: RequestBody): void {
  const effort = body.reasoning_effort;
  if (effort != null) body.thinking = { type: effort === 'none' ? 'disabled' : 'enabled' };
  delete body.reasoning_effort;
}
