/** Finds out whether a continuation begins with the prefill itself, as some providers repeat it. */
export interface PrefillEcho {
  /** The text without the echo; null while it may still be one. */
  take(text: string): string | null;
  /** It has said a part of the prefill so far, and not all of it. */
  readonly begun: boolean;
  /** The whole prefill was said, and it cannot be told whether it was repeated or said a second time. */
  readonly ambiguous: boolean;
}

/** A shorter prefill may well be said again on purpose (`ha`, `ha`). UTF-16 units. */
const tellingLength = 16;

/** For one continuation. Keeps a position, no text. */
export function createPrefillEcho(prefill: string): PrefillEcho {
  let offset = 0;
  let decided = false;
  let ambiguous = false;
  return {
    take(text) {
      if (decided) return text;
      const known = text.slice(0, prefill.length - offset);
      if (!prefill.startsWith(known, offset)) {
        decided = true;
        return prefill.slice(0, offset) + text;
      }
      offset += known.length;
      if (offset < prefill.length) return null;
      decided = true;
      ambiguous = prefill.length < tellingLength || repeatsItself(prefill);
      return text.slice(known.length);
    },
    get begun() {
      return !decided && offset > 0;
    },
    get ambiguous() {
      return ambiguous;
    },
  };
}

/** Whether a text is one phrase over and over, so that its next turn looks like an echo of all of it. */
function repeatsItself(text: string): boolean {
  // The length of the longest beginning that is an end too, for each beginning of the text (Knuth, Morris and Pratt).
  const borders = new Uint32Array(text.length);
  for (let at = 1, border = 0; at < text.length; at += 1) {
    while (border > 0 && text[at] !== text[border]) border = borders[border - 1] ?? 0;
    if (text[at] === text[border]) border += 1;
    borders[at] = border;
  }
  return (borders[text.length - 1] ?? 0) >= text.length / 2;
}
