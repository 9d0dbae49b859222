import { expect, it } from 'vitest';
import { coloursFor } from './colours.ts';

const names = ['openai', 'anthropic', 'groq', 'mistral', 'azure', 'gemini', 'ollama', 'together'];

it('eight names have eight colours', () => {
  expect(new Set(coloursFor(names).values()).size).toBe(8);
});

it('a name keeps its colour beside others that do not want the same', () => {
  expect(coloursFor(['openai', 'groq']).get('openai')).toBe(coloursFor(['openai']).get('openai'));
});

it('a ninth name has none', () => {
  expect(coloursFor([...names, 'xai']).has('xai')).toBe(false);
});
