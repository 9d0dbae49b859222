import type { ContentPart } from '../../../schema/chat-completion.ts';
import type { RequestBody } from '../../openai/dialect.ts';
import { refuse } from '../../translation/refuse.ts';
import { mistralId } from './call-ids.ts';

type Messages = RequestBody['messages'];

/**
 * The conversation as Mistral takes it. Only the fields it knows: it refuses others (unconfirmed), and clients send back what other
 * providers answered.
 * @throws UpstreamError `invalid_request` for a file without its data.
 */
export function toMistralMessages(messages: Messages): Messages {
  return messages.map((message, position): Messages[number] => {
    if (message.role === 'tool') {
      const { role, content } = message;
      return { role, content, tool_call_id: mistralId(message.tool_call_id) };
    }
    if (message.role === 'assistant') return toAssistant(message, position === messages.length - 1);
    if (message.role !== 'user' || typeof message.content === 'string') {
      return { role: message.role, content: message.content } as Messages[number];
    }
    const parts = message.content.map((part, index) =>
      toPart(part, `messages[${position}].content[${index}]`),
    );
    return { role: 'user', content: parts as ContentPart[] };
  });
}

/** `isLast`: an answer that is to be continued, which Mistral wants marked. */
function toAssistant(
  { content, tool_calls: calls, prefix }: Extract<Messages[number], { role: 'assistant' }>,
  isLast: boolean,
) {
  const continues = typeof prefix === 'boolean' ? prefix : isLast && !calls?.length;
  return {
    role: 'assistant' as const,
    content: content ?? '',
    ...(continues || prefix === false ? { prefix: continues } : {}),
    ...(calls?.length
      ? {
          tool_calls: calls.map(({ id, type, function: { name, arguments: text } }) => ({
            id: mistralId(id),
            type,
            function: { name, arguments: text },
          })),
        }
      : {}),
  };
}

/** Audio is a plain text here, and a PDF an address, which may hold the data itself. */
function toPart(part: ContentPart, path: string): object {
  if (part.type === 'input_audio') return { type: 'input_audio', input_audio: part.input_audio.data };
  if (part.type !== 'file') return part;
  const { file_data: data, filename, file_id: id } = part.file;
  if (data === undefined) {
    if (id === undefined) throw refuse(path, 'A file needs its data or its id.');
    return { type: 'file', file_id: id };
  }
  const url = /^data:/i.test(data) ? data : `data:application/pdf;base64,${data}`;
  return {
    type: 'document_url',
    document_url: url,
    ...(filename === undefined ? {} : { document_name: filename }),
  };
}
