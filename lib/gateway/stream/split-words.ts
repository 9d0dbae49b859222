import type { CanonicalEvent } from './canonical-events.ts';
import { type ChunkChoice, isFilled } from './chunk-content.ts';

/**
 * The JSON of an event with its text one word at a time (`stream_chunking: words`), or as it is when it is not text. Log probabilities
 * belong to the tokens of their chunk, so a chunk that has them stays whole.
 */
export function splitIntoWords({ chunk, json }: CanonicalEvent): readonly string[] {
  const [choice] = chunk.choices;
  if (choice === undefined || chunk.choices.length > 1 || isFilled(choice.logprobs)) return [json];
  const field = textField(choice);
  const text = field === null ? null : choice.delta[field];
  const words = field === null || typeof text !== 'string' ? [] : wordsOf(text);
  if (field === null || words.length < 2) return [json];
  return words.map((word) =>
    JSON.stringify({ ...chunk, choices: [{ ...choice, delta: { ...choice.delta, [field]: word } }] }),
  );
}

function textField({ delta }: ChunkChoice): 'content' | 'reasoning_content' | null {
  if (isFilled(delta.content)) return 'content';
  return isFilled(delta.reasoning_content) ? 'reasoning_content' : null;
}

/** Scripts that put no space between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
/** Made when the first such text comes: it loads dictionaries. */
let segmenter: Intl.Segmenter | null = null;

/** The words of a text, each with the white space before it; together they are the text again, to the last character. */
export function wordsOf(text: string): string[] {
  const words = text.match(/\s*\S+|\s+/gu) ?? [];
  if (!unspaced.test(text)) return words;
  return words.flatMap((word) => (unspaced.test(word) ? segmentsOf(word) : [word]));
}

/** As a dictionary divides it; white space and punctuation stay with the word that they lead or follow. */
function segmentsOf(run: string): string[] {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' });
  const segments: string[] = [];
  let lead = '';
  for (const { segment, isWordLike } of segmenter.segment(run)) {
    const last = segments.length - 1;
    if (isWordLike === true) {
      segments.push(lead + segment);
      lead = '';
    } else if (last < 0) lead += segment;
    else segments[last] += segment;
  }
  if (lead !== '') segments.push(lead);
  return segments;
}
