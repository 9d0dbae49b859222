import type { ScriptedAnswer } from '../scenario-schema.ts';
import type { Prompt, PromptImage } from './prompt.ts';
import { sampleFromSchema } from './sample-from-schema.ts';
import { hashText, seededRandom } from './seeded-random.ts';

const openings = ['Gladly.', 'Of course.', 'Certainly.', 'With pleasure.'] as const;
const closings = [
  'Everything on the way here worked.',
  'The connection is fine and the words are flowing.',
  'Ask me again and you will read the same words.',
  'Nothing left this machine.',
] as const;
const vocabulary = (
  'the river carries small boats past quiet gardens while morning light settles over roofs and ' +
  'children count birds along an old stone bridge where bakers open doors for early travellers'
).split(' ');

const excerptLength = 80;

/** The text of an answer: scripted, JSON when the request asks for it, else a few friendly sentences. */
export function writeText(prompt: Prompt, scripted: ScriptedAnswer, seed: number): string {
  if (scripted.text !== undefined) return scripted.text;
  if (scripted.echo) return prompt.question;
  const chance = seededRandom(hashText(prompt.question, seed));
  if (scripted.words !== undefined) return writeWords(scripted.words, chance);
  switch (prompt.output.type) {
    case 'json_schema':
      return JSON.stringify(sampleFromSchema(prompt.output.schema));
    case 'json_object':
      return JSON.stringify({ simulated: true, question: excerpt(prompt.question) });
    case 'text':
      return writeSentences(prompt, chance);
    default:
      return prompt.output satisfies never;
  }
}

function writeSentences(prompt: Prompt, chance: () => number): string {
  const sentences = [
    pick(openings, chance),
    'This is a simulated answer: no real model was asked and nothing was spent.',
  ];
  if (prompt.toolResults.length > 0) {
    sentences.push(`The tool said: "${excerpt(prompt.toolResults.join(' '))}".`);
  }
  sentences.push(
    prompt.question.trim() === '' ? 'You sent no text.' : `You asked: "${excerpt(prompt.question)}".`,
  );
  if (prompt.images.length > 0) sentences.push(describeImages(prompt.images));
  sentences.push(pick(closings, chance));
  return sentences.join(' ');
}

function describeImages(images: readonly PromptImage[]): string {
  const each = images.map(({ mediaType, bytes }) =>
    bytes === null ? (mediaType ?? 'by its address') : `${mediaType ?? 'unknown type'}, ${bytes} bytes`,
  );
  return `I was shown ${images.length} ${images.length === 1 ? 'image' : 'images'} (${each.join('; ')}).`;
}

function writeWords(count: number, chance: () => number): string {
  const words = new Array<string>(count);
  for (let i = 0; i < count; i += 1) words[i] = pick(vocabulary, chance);
  return words.join(' ');
}

function excerpt(text: string): string {
  const line = text
    .slice(0, 4 * excerptLength)
    .replace(/\s+/gu, ' ')
    .trim();
  const letters = [...line];
  return letters.length <= excerptLength ? line : `${letters.slice(0, excerptLength - 3).join('')}...`;
}

function pick<T extends string>(from: readonly T[], chance: () => number): string {
  return from[Math.floor(chance() * from.length)] ?? '';
}
