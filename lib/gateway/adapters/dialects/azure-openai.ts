import type { ReportedError } from '../failure/create-failure.ts';
import { isObject, readObject } from '../json.ts';
import { openAiBillingRules, readOpenAiError } from '../openai/errors.ts';
import { restrictOpenAiModel } from '../openai/model-restrictions.ts';
import { openAiCompatible } from '../openai-compatible.ts';

/**
 * Azure OpenAI by its v1 path: `https://NAME.openai.azure.com/openai/v1`. The model is the name of a deployment; one that is called
 * like its model gets that model's restrictions.
 */
export const azureOpenAi = openAiCompatible({
  id: 'azure-openai',
  label: 'Azure OpenAI',
  defaultBaseUrl: null,
  // A stream opens with a chunk that holds the filter's verdict and nothing else.
  fidelity: 'loose',
  keyHeader: 'api-key',
  restrictModel: restrictOpenAiModel,
  messageDrops: ['thinking_blocks', 'images', 'reasoning_content', 'reasoning_details'],
  readError,
  errorRules: [
    ...openAiBillingRules,
    // A new deployment needs minutes to appear.
    { kind: 'model_unavailable', code: ['DeploymentNotFound'] },
  ],
});

/** A blocked prompt is told by the inner error; `code` beside it is mostly, not always, `content_filter`. */
function readError(json: unknown): ReportedError | null {
  const reported = readOpenAiError(json);
  if (reported === null || !isObject(json)) return reported;
  const inner = readObject(readObject(json.error).innererror);
  return inner.code === 'ResponsibleAIPolicyViolation' ? { ...reported, code: 'content_filter' } : reported;
}
