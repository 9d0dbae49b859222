import { hashText, seededRandom } from './seeded-random.ts';

const wordPattern = /\S+/gu;

/** A unit vector made of one seeded direction per word, so that texts that share words lie closer together. */
export function embed(text: string, dimensions: number, seed: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(wordPattern) ?? ['']) {
    const chance = seededRandom(hashText(word, seed));
    for (let i = 0; i < dimensions; i += 1) vector[i] = (vector[i] ?? 0) + chance() - 0.5;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((component) => component / length);
}
