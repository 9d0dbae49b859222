import { expect, it } from 'vitest';
import { formatDuration } from './format-duration.ts';

it.each([
  [0, '0 ms'],
  [0.02, '<0.1 ms'],
  [0.44, '0.4 ms'],
  [4, '4 ms'],
  [4.24, '4.2 ms'],
  [9.97, '10 ms'],
  [312.4, '312 ms'],
  [999.7, '1 s'],
  [1234, '1.23 s'],
  [59_999, '1 min'],
  [125_000, '2 min 5 s'],
  [11_040_000, '3 h 4 min'],
  [-30, '-30 ms'],
])('%d ms reads %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
