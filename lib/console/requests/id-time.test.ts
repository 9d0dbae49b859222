import { expect, test } from 'vitest';
import { newId } from '../../gateway/new-id.ts';
import { timeOfIds } from './id-time.ts';

const day = 86_400_000;
const at = Date.UTC(2026, 10, 22, 12);

test('the time of an id lies within a day of what it says', () => {
  expect(timeOfIds(newId('req', at))).toEqual({ fromMs: at - day, toMs: at + day });
});

test('the beginning of an id stands for every id that begins like it', () => {
  const id = newId('req', at);
  for (let length = 5; length < id.length; length += 1) {
    const window = timeOfIds(id.slice(0, length));
    expect(window?.fromMs).toBeLessThanOrEqual(at);
    expect(window?.toMs).toBeGreaterThanOrEqual(at);
  }
});

test.each(['', 'req_', 'vk_01K', 'req_x-1', 'req_I', 'req_ZZZZZZZZZZ0000000000000000'])(
  '%j says no time',
  (text) => {
    expect(timeOfIds(text)).toBeNull();
  },
);
