import { answerText } from '../answer-text.ts';

const head = { id: 'chatcmpl-x', created: 1, model: 'sim-model' };

/** A proxy's page. */
export const html = {
  body: '<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>',
  content_type: 'text/html; charset=utf-8',
};

/** An error of which nothing but the status says what it means. */
export const plainError = { error: { message: 'It did not work.', type: null, param: null, code: null } };

/** No JSON and no event stream. */
export const garbage = '\u0001\u0002{"choices":[{"messa';

/** Where clouds keep the credentials of a machine. */
export const redirect = {
  status: 307,
  headers: { location: 'http://169.254.169.254/latest/meta-data/' },
  body: '',
};

const whole = (content: string) =>
  JSON.stringify({
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 8, total_tokens: 9 },
  });

/** A fault's body that is a whole answer. */
export const wholeAnswer = { body: whole(answerText) };
/** A whole answer that says nothing. */
export const emptyWhole = { body: whole(''), content_type: 'application/json' };

const chunk = (delta: object, finishReason: string | null) =>
  `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finishReason }] })}\n\n`;

/** A stream that says nothing, in due form. */
export const emptyStream = {
  body: `${chunk({ role: 'assistant', content: '' }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`,
};

/** The answer with its last word padded to this many bytes. */
export function enlarged(bytes: number): string {
  const tokens = answerText.split(/(?<= )/);
  const last = tokens.pop() ?? '';
  return tokens.join('') + last.padStart(bytes, 'x');
}

/** The answer with three bad bytes before the word after `words`, as a reader of UTF-8 shows them. */
export function withReplacements(words: number): string {
  const tokens = answerText.split(/(?<= )/);
  return [...tokens.slice(0, words), '\uFFFD\uFFFD\uFFFD', ...tokens.slice(words)].join('');
}
