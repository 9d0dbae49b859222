import { GatewayError } from './errors.ts';
import type { CallBody } from './gateway-call.ts';
import { type ChatCompletionRequest, chatCompletionRequestSchema } from './schema/chat-completion.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Fields of the contract whose behaviour is not there yet: refused, never accepted and ignored. */
const notSupportedYet = ['models', 'provider'] as const;

/**
 * Step 2: the body as a typed request; unknown fields are kept for the provider.
 * @throws GatewayError `payload_too_large`; `invalid_request_error` whose `param` names the field.
 */
export function parseChatCompletion(body: CallBody): ChatCompletionRequest {
  if (body === 'incomplete')
    throw new GatewayError('internal_error', 'The caller left before the request was complete.', {
      status: 499,
      kind: 'client_closed',
    });
  if (body === 'too_large')
    throw new GatewayError(
      'payload_too_large',
      'The request body is larger than this gateway accepts (20 MiB).',
    );
  const json = parseJson(body);
  const parsed = chatCompletionRequestSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const param = fieldPath(issue?.path ?? []);
    throw new GatewayError(
      'invalid_request_error',
      `${param === '' ? 'The body' : param}: ${issue?.message ?? 'is invalid'}`,
      {
        ...(param === '' ? {} : { param }),
      },
    );
  }
  for (const field of notSupportedYet)
    if (parsed.data[field] !== undefined)
      throw new GatewayError('invalid_request_error', `${field}: this extension is not supported yet.`, {
        param: field,
      });
  return parsed.data;
}

function parseJson(body: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch (cause) {
    throw new GatewayError('invalid_request_error', 'The body is not valid UTF-8.', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GatewayError('invalid_request_error', 'The body is not valid JSON.', { cause });
  }
}

/** `['messages', 0, 'content']` as `messages[0].content`. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${String(part)}`,
    '',
  );
}
