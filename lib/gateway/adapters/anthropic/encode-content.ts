import type { ContentPart } from '../../schema/chat-completion.ts';
import { isObject } from '../json.ts';
import { parseDataUrl, parseFileData } from '../translation/data-url.ts';
import { refuse } from '../translation/refuse.ts';
import type { CacheControl, DocumentBlock, ImageBlock, ImageMediaType, TextBlock } from './wire.ts';

type Part<Type extends ContentPart['type']> = Extract<ContentPart, { type: Type }>;

const imageMediaTypes = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
] as const satisfies ImageMediaType[];

/** A part of a user message; `path` names it in a refusal. @throws UpstreamError `invalid_request`. */
export function encodePart(part: ContentPart, path: string): TextBlock | ImageBlock | DocumentBlock | null {
  switch (part.type) {
    case 'text':
      return encodeText(part.text, part.cache_control);
    case 'refusal':
      return encodeText(part.refusal);
    case 'image_url':
      return encodeImage(part, `${path}.image_url.url`);
    case 'file':
      return encodeFile(part, `${path}.file`);
    case 'input_audio':
      throw refuse(`${path}.input_audio`, 'Anthropic does not take audio.');
    default:
      return part satisfies never;
  }
}

/** A text block, or null for an empty text, which Anthropic refuses. */
export function encodeText(text: string, cacheControl?: unknown): TextBlock | null {
  if (text === '') return null;
  return { type: 'text', text, ...readCacheControl(cacheControl) };
}

/** A content of text parts as blocks, marks for the prompt cache kept. */
export function encodeTexts(
  content: string | readonly (Part<'text'> | Part<'refusal'>)[] | null | undefined,
): TextBlock[] {
  if (content == null) return [];
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  return parts
    .map((part) => encodeText(part.type === 'text' ? part.text : part.refusal, part.cache_control))
    .filter((block) => block !== null);
}

function encodeImage({ image_url: { url } }: Part<'image_url'>, path: string): ImageBlock {
  if (/^https?:/i.test(url)) return { type: 'image', source: { type: 'url', url } };
  const inline = parseDataUrl(url);
  if (inline === null) throw refuse(path, 'An image must be an http(s) URL or a base64 data URL.');
  // Seen in the wild, and refused by Anthropic.
  const mediaType = inline.mediaType === 'image/jpg' ? 'image/jpeg' : inline.mediaType;
  const known = imageMediaTypes.find((type) => type === mediaType);
  if (known === undefined) throw refuse(path, `Anthropic does not take images of the type "${mediaType}".`);
  return { type: 'image', source: { type: 'base64', media_type: known, data: inline.data } };
}

function encodeFile({ file }: Part<'file'>, path: string): DocumentBlock {
  if (file.file_data === undefined) {
    throw refuse(
      path,
      'A file must come with file_data: an id belongs to the provider that stored the file.',
    );
  }
  const inline = parseFileData(file.file_data, file.filename);
  const title = file.filename === undefined ? {} : { title: file.filename };
  if (inline?.mediaType === 'application/pdf') {
    const source = { type: 'base64', media_type: 'application/pdf', data: inline.data } as const;
    return { type: 'document', source, ...title };
  }
  if (inline?.mediaType === 'text/plain') {
    const data = decodeBase64(inline.data);
    if (data === null) throw refuse(`${path}.file_data`, 'The file is not base64.');
    return { type: 'document', source: { type: 'text', media_type: 'text/plain', data }, ...title };
  }
  throw refuse(`${path}.file_data`, 'Anthropic takes PDF and plain text files, as a base64 data URL.');
}

function decodeBase64(data: string): string | null {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(data), (char) => char.charCodeAt(0)));
  } catch {
    return null;
  }
}

function readCacheControl(value: unknown): { cache_control?: CacheControl } {
  if (!isObject(value) || value.type !== 'ephemeral') return {};
  const { ttl } = value;
  const known = ttl === '5m' || ttl === '1h';
  return { cache_control: known ? { type: 'ephemeral', ttl } : { type: 'ephemeral' } };
}
