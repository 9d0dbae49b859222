import { expect, it } from 'vitest';
import { createShutdown } from './shutdown.ts';

const collect = () => {
  const sentences: string[] = [];
  return { sentences, shutdown: createShutdown((sentence) => sentences.push(sentence)) };
};

it('stops the door first and the database last, whatever was started first, and each once', async () => {
  const { shutdown } = collect();
  const order: string[] = [];
  shutdown.add('embedded database', () => void order.push('database'));
  shutdown.add('front door', async () => void order.push('door'));
  shutdown.add('console', async () => void order.push('console'));
  await Promise.all([shutdown.run(), shutdown.run()]);
  expect(order).toEqual(['door', 'console', 'database']);
});

it('stops the rest when one thing fails or never ends', async () => {
  const { shutdown, sentences } = collect();
  const order: string[] = [];
  shutdown.add('front door', () => new Promise(() => {}), 1);
  shutdown.add('data plane', () => Promise.reject(new Error('no')));
  shutdown.add('embedded database', () => void order.push('database'));
  await shutdown.run();
  expect(order).toEqual(['database']);
  expect(sentences).toEqual([
    'Stopping the front door took longer than 1 ms; going on without it.',
    'Stopping the data plane failed: no',
  ]);
});

it('stops what finished starting after stopping began, and waits for that too', async () => {
  const { shutdown } = collect();
  let stopped = false;
  const run = shutdown.run();
  shutdown.add('embedded database', async () => {
    await Promise.resolve();
    stopped = true;
  });
  await run;
  expect(stopped).toBe(true);
});
