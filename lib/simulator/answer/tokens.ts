/** Long runs without a space (JSON, URLs) are sliced, so that they stream in more than one piece. */
const tokenPattern = /\S{1,20}\s*|\s+/gu;

/** Words with the space that follows them; joined they are the text again. One of them is one output token. */
export function splitTokens(text: string): string[] {
  return text.match(tokenPattern) ?? [];
}

/** Four characters to a token, the usual rule of thumb. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
