import type { RequestBody } from '../openai/dialect.ts';
import { downgradeSchema } from '../openai/downgrade-schema.ts';
import { openAiCompatible } from '../openai-compatible.ts';
import { onlyOpenAi, stranger } from './stranger.ts';

/** The efforts that V4 knows; the others are nearest to one of them. */
const efforts: Readonly<Record<string, string>> = { minimal: 'low', medium: 'high', xhigh: 'max' };

/** DeepSeek's own API. An empty balance is a 402; the limit is on calls at once, and no header says when there is room. */
export const deepseek = openAiCompatible({
  ...stranger,
  id: 'deepseek',
  label: 'DeepSeek',
  defaultBaseUrl: 'https://api.deepseek.com/v1',
  drops: [
    ...onlyOpenAi,
    'presence_penalty',
    'frequency_penalty',
    'seed',
    'n',
    'logit_bias',
    'parallel_tool_calls',
  ],
  renames: { user: 'user_id' },
  rewrite,
  // "Insufficient Balance", in a stream too, where no status says so (unconfirmed).
  errorRules: [{ kind: 'quota_exhausted', message: /insufficient balance/i }],
});

function rewrite(body: RequestBody): void {
  const effort = body.reasoning_effort;
  if (effort === 'none') {
    body.thinking = { type: 'disabled' };
    delete body.reasoning_effort;
  } else if (effort != null) body.reasoning_effort = efforts[effort] ?? effort;
  body.messages = withReasoning(body.messages, /reasoner|r1/i.test(body.model));
  downgradeSchema(body);
}

/** V4 wants the reasoning of every earlier turn, empty where unknown; the models of R1's time refuse to see it again. */
function withReasoning(messages: RequestBody['messages'], refused: boolean): RequestBody['messages'] {
  return messages.map((message) => {
    if (message.role !== 'assistant') return message;
    const { reasoning_content: reasoning, ...rest } = message;
    return refused ? rest : { ...rest, reasoning_content: reasoning ?? '' };
  });
}
