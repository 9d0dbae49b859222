import type { z } from 'zod';
import { GatewayError } from './errors.ts';
import type { CallBody } from './gateway-call.ts';
import { type ChatCompletionRequest, chatCompletionRequestSchema } from './schema/chat-completion.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

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
  if (!parsed.success) throw badField(parsed.error.issues[0]);
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

function badField(issue: z.core.$ZodIssue | undefined): GatewayError {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const param = fieldPath([...(issue?.path ?? []), ...unknown]);
  const what = unknown.length > 0 ? 'is not supported' : (issue?.message ?? 'is invalid');
  return new GatewayError('invalid_request_error', `${param === '' ? 'The body' : param}: ${what}`, {
    ...(param === '' ? {} : { param }),
  });
}

/** `['messages', 0, 'content']` as `messages[0].content`. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${String(part)}`,
    '',
  );
}
