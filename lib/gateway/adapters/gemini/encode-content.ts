import type { ContentPart } from '../../schema/chat-completion.ts';
import { parseDataUrl, parseFileData } from '../translation/data-url.ts';
import { refuse } from '../translation/refuse.ts';
import type { GeminiPart } from './wire.ts';

type Part<Type extends ContentPart['type']> = Extract<ContentPart, { type: Type }>;

/** The only addresses that AI Studio fetches by itself (from the adapters of others): its own Files API and YouTube. */
const fetchable = [
  /^https:\/\/generativelanguage\.googleapis\.com\/[^/]+\/files\//,
  /^https:\/\/(?:www\.)?youtube\.com\/watch\?/,
  /^https:\/\/youtu\.be\//,
] as const;

/** A part of a user message; `path` names it in a refusal. @throws UpstreamError `invalid_request`. */
export function encodePart(part: ContentPart, path: string): GeminiPart {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'refusal':
      return { text: part.refusal };
    case 'image_url':
      return encodeImage(part, `${path}.image_url.url`);
    case 'file':
      return encodeFile(part, `${path}.file`);
    case 'input_audio': {
      const { data, format } = part.input_audio;
      return { inlineData: { mimeType: `audio/${format}`, data } };
    }
    default:
      return part satisfies never;
  }
}

function encodeImage({ image_url: { url } }: Part<'image_url'>, path: string): GeminiPart {
  if (fetchable.some((pattern) => pattern.test(url))) return { fileData: { fileUri: url } };
  const inline = parseDataUrl(url);
  if (inline === null) {
    throw refuse(path, 'Gemini does not fetch images from the web: send the image as a base64 data URL.');
  }
  return { inlineData: { mimeType: inline.mediaType, data: inline.data } };
}

function encodeFile({ file }: Part<'file'>, path: string): GeminiPart {
  if (file.file_data === undefined) {
    throw refuse(
      path,
      'A file must come with file_data: an id belongs to the provider that stored the file.',
    );
  }
  const inline = parseFileData(file.file_data, file.filename);
  if (inline === null) throw refuse(`${path}.file_data`, 'A file must be a base64 data URL.');
  return { inlineData: { mimeType: inline.mediaType, data: inline.data } };
}
