import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { chat, launcher } from './testing/launcher.ts';

// Whole processes start here, with a database each; a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { start, folder, others } = launcher();

/** A provider that streams one word, and the rest when the test says so. */
async function startUpstream() {
  const { promise: asked, resolve: finish } = Promise.withResolvers<void>();
  const chunk = (delta: object, finishReason: string | null = null) =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'model', choices: [{ index: 0, delta, finish_reason: finishReason }] })}\n\n`;
  const server = createServer(async (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ role: 'assistant', content: '' }) + chunk({ content: 'first' }));
    await asked;
    response.end(`${chunk({ content: 'last' })}${chunk({}, 'stop')}data: [DONE]\n\n`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, finish };
}

it('ends in order however often it is asked, with nothing open within seconds', async () => {
  const run = start();
  await run.ready();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const) run.process.kill(signal);
  expect(await run.ended()).toBe(0);
  expect(run.errors()).toBe('');
});

it('lets an open stream finish while it refuses new calls, although it is asked twice', async () => {
  const upstream = await startUpstream();
  const key = 'us_a-key-chosen-for-this-test';
  const file = join(folder, 'stream.json');
  const provider = {
    adapter: 'openai-compatible',
    base_url: upstream.baseUrl,
    allow_private_network: true,
    credentials: [{ name: 'only', secret: 'sk-upstream' }],
  };
  const routes = { slow: { targets: ['up/model'] } };
  writeFileSync(
    file,
    JSON.stringify({ version: 1, providers: { up: provider }, routes, keys: { test: { secret: key } } }),
  );
  const run = start({ UNDERSTUDY_CONFIG: file });
  const url = await run.ready();
  const reply = await chat(url, key, { model: 'slow', stream: true });
  run.process.kill('SIGTERM');
  await expect.poll(() => fetch(`${url}/healthz`).catch(() => 'refused')).toBe('refused');
  run.process.kill('SIGINT');
  upstream.finish();
  expect(await reply.text()).toMatch(/"content":"first".*"content":"last".*data: \[DONE\]\s*$/s);
  expect(await run.ended()).toBe(0);
});

it('leaves no process behind when it is killed outright', async () => {
  const run = start();
  await run.ready();
  expect(others().length).toBeGreaterThan(0);
  run.process.kill('SIGKILL');
  expect(await run.ended()).toBe('SIGKILL');
  await expect.poll(others, { timeout: 15_000 }).toEqual([]);
});

it('leaves no process behind when it is asked to end while it starts', async () => {
  const run = start();
  await expect.poll(others, { timeout: 60_000, interval: 5 }).not.toEqual([]);
  run.process.kill('SIGTERM');
  expect(await run.ended()).toBe(0);
  expect(run.output()).not.toMatch(/^ready/m);
  await expect.poll(others, { timeout: 15_000 }).toEqual([]);
});

it('brings the embedded database back when that dies, and serves known keys meanwhile', async () => {
  const run = start();
  const url = await run.ready();
  for (const pid of others()) process.kill(pid, 'SIGKILL');
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await expect
    .poll(async () => (await fetch(`${url}/readyz`)).json(), { timeout: 60_000 })
    .toEqual({ status: 'ok', reasons: [] });
  run.process.kill('SIGTERM');
  expect(await run.ended()).toBe(0);
});
