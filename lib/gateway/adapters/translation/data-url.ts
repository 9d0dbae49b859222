/** Bytes in text: a media type and base64. */
export interface InlineData {
  readonly mediaType: string;
  readonly data: string;
}

/** The media type and base64 of a data URL; null for any other URL, and for data that is not base64. */
export function parseDataUrl(url: string): InlineData | null {
  const comma = url.indexOf(',');
  if (!/^data:/i.test(url) || comma === -1) return null;
  const [mediaType = '', ...parameters] = url.slice('data:'.length, comma).split(';');
  if (parameters.at(-1)?.toLowerCase() !== 'base64') return null;
  return { mediaType: mediaType.toLowerCase(), data: url.slice(comma + 1) };
}

/** Media types of the files that clients send without one, by the ending of their name. */
const mediaTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/plain',
  csv: 'text/plain',
};

/** A file's bytes from a data URL, or from bare base64 whose name says what it is; null when neither holds. */
export function parseFileData(data: string, filename: string | undefined): InlineData | null {
  if (/^data:/i.test(data)) return parseDataUrl(data);
  const ending = filename?.split('.').at(-1)?.toLowerCase() ?? '';
  const mediaType = mediaTypes[ending];
  return mediaType === undefined ? null : { mediaType, data };
}
