import { expect, it } from 'vitest';
import { createShutdown } from './shutdown.ts';

const collect = () => {
  const sentences: string[] = [];
  return { sentences, shutdown: createShutdown((sentence) => sentences.push(sentence)) };
};

it('stops what was started last first, and each thing once', async () => {
  const { shutdown } = collect();
  const order: string[] = [];
  shutdown.add('database', () => void order.push('database'));
  shutdown.add('console', async () => void order.push('console'));
  await Promise.all([shutdown.run(), shutdown.run()]);
  expect(order).toEqual(['console', 'database']);
});

it('stops the rest when one thing fails or never ends', async () => {
  const { shutdown, sentences } = collect();
  const order: string[] = [];
  shutdown.add('database', () => void order.push('database'));
  shutdown.add('poller', () => Promise.reject(new Error('no')));
  shutdown.add('console', () => new Promise(() => {}), 1);
  await shutdown.run();
  expect(order).toEqual(['database']);
  expect(sentences).toEqual([
    'Stopping console took longer than 1 ms; going on without it.',
    'Stopping poller failed: no',
  ]);
});

it('stops at once what finished starting after stopping began', async () => {
  const { shutdown } = collect();
  let stopped = false;
  const run = shutdown.run();
  shutdown.add('database', () => {
    stopped = true;
  });
  await run;
  await shutdown.run();
  expect(stopped).toBe(true);
});
