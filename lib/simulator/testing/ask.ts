import type { DialectId } from '../scenario/names.ts';
import { type RawCall, type RawReply, rawCall } from './raw-call.ts';

/** A smallest valid chat request in a dialect: path below the scenario, headers, body. */
export function smallestChat(dialect: DialectId, stream: boolean, question = 'Hello there') {
  switch (dialect) {
    case 'openai':
      return {
        path: '/openai/v1/chat/completions',
        headers: { authorization: 'Bearer sk-test' },
        body: { model: 'sim-small', stream, messages: [{ role: 'user', content: question }] },
      };
    case 'anthropic':
      return {
        path: '/anthropic/v1/messages',
        headers: { 'x-api-key': 'sk-test', 'anthropic-version': '2023-06-01' },
        body: {
          model: 'sim-small',
          stream,
          max_tokens: 500,
          messages: [{ role: 'user', content: question }],
        },
      };
    case 'gemini':
      return {
        path: `/gemini/v1beta/models/sim-small:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
        headers: { 'x-goog-api-key': 'sk-test' },
        body: { contents: [{ role: 'user', parts: [{ text: question }] }] },
      };
    default:
      return dialect satisfies never;
  }
}

export interface AskOptions extends RawCall {
  readonly stream?: boolean;
  readonly question?: string;
}

/** Sends the smallest chat request to a scenario. */
export function ask(
  origin: string,
  scenario: string,
  dialect: DialectId,
  options: AskOptions = {},
): Promise<RawReply> {
  const chat = smallestChat(dialect, options.stream ?? false, options.question);
  const { headers, ...rest } = options;
  return rawCall(`${origin}/${scenario}${chat.path}`, {
    body: JSON.stringify(chat.body),
    ...rest,
    headers: { 'content-type': 'application/json', ...chat.headers, ...headers },
  });
}
