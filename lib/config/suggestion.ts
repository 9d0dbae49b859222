const lead = '; did you mean "';
const tail = '"?';

/** The known word that a person most likely meant, or null when none is near enough to be worth a guess. */
export function nearest(word: string, known: Iterable<string>): string | null {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  let best: { word: string; distance: number } | null = null;
  for (const candidate of known) {
    // Words whose lengths are further apart than this cannot be near; it keeps long lists of names cheap.
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= allowed && (best === null || distance < best.distance))
      best = { word: candidate, distance };
  }
  return best?.word ?? null;
}

/** A sentence with its suggestion behind it. */
export function withSuggestion(message: string, suggestion: string | null): string {
  return suggestion === null ? message : `${message}${lead}${suggestion}${tail}`;
}

/** Takes apart what {@link withSuggestion} joined, since a schema's issue carries one text only. */
export function splitSuggestion(text: string): { message: string; suggestion: string | null } {
  const at = text.lastIndexOf(lead);
  if (at < 0 || !text.endsWith(tail)) return { message: text, suggestion: null };
  return { message: text.slice(0, at), suggestion: text.slice(at + lead.length, -tail.length) };
}

/** Levenshtein's distance, where swapping two neighbours counts once. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      current[j] = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforePrevious[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
