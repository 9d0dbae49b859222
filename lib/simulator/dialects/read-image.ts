import type { PromptImage } from '../answer/prompt.ts';

/** An image in base64: its size is computed, its bytes are not decoded. */
export function base64Image(mediaType: string | null, data: string): PromptImage {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return { mediaType, bytes: Math.max(0, Math.floor((data.length * 3) / 4) - padding) };
}

const dataUrlHead = /^data:([^;,]*)[^,]*;base64,/;

/** An image by its address, which may be a data URL. */
export function imageAt(url: string): PromptImage {
  const head = dataUrlHead.exec(url.slice(0, 200));
  if (head === null) return { mediaType: null, bytes: null };
  return base64Image(head[1] || null, url.slice(head[0].length));
}
