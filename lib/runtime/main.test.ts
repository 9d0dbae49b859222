import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, expect, it, onTestFinished, vi } from 'vitest';

// Whole processes start here, with a database each; a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const main = join(import.meta.dirname, 'main.ts');
const parent = mkdtempSync(join(tmpdir(), 'under study '));
const dataDir = join(parent, 'data');

interface Run {
  readonly process: ChildProcess;
  output(): string;
  errors(): string;
  /** The URL of the ready line. @throws when it ended without. */
  ready(): Promise<string>;
  ended(): Promise<number | NodeJS.Signals>;
}

const runs: Run[] = [];

function start(variables: Record<string, string> = {}): Run {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [main], {
    env: { ...inherited, PORT: '0', UNDERSTUDY_ROLE: 'gateway', UNDERSTUDY_DATA_DIR: dataDir, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const exit = once(child, 'close');
  const run: Run = {
    process: child,
    output: () => output,
    errors: () => errors,
    async ready() {
      await Promise.race([exit, untilPrinted(child.stdout, /^ready /m)]);
      const url = /^ready (http:\S+)$/m.exec(output)?.[1];
      if (url === undefined) throw new Error(`It ended: ${errors}`);
      return url;
    },
    async ended() {
      const [code, signal] = await exit;
      return code ?? signal;
    },
  };
  runs.push(run);
  return run;
}

/** Resolves when everything printed so far matches. */
function untilPrinted(stream: Readable, pattern: RegExp): Promise<void> {
  return new Promise((resolve) => {
    let printed = '';
    stream.on('data', (text) => {
      printed += text;
      if (pattern.test(printed)) resolve();
    });
  });
}

async function stop(run: Run): Promise<void> {
  run.process.kill('SIGTERM');
  expect(await run.ended()).toBe(0);
}

/** Processes of this test's data directory, whoever started them. */
const leftBehind = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(parent);
    } catch {
      return false;
    }
  });

const chat = (url: string, key: string, body: Record<string, unknown> = {}) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'demo', messages: [{ role: 'user', content: 'Hello' }], ...body }),
  });

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

afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (run.process.exitCode === null && run.process.signalCode === null) run.process.kill('SIGKILL');
    await run.ended();
  }
  await expect.poll(leftBehind, { timeout: 15_000 }).toEqual([]);
});

afterAll(() => rmSync(parent, { recursive: true, force: true }));

it('prints a line at its first start that is answered by the fallback, and at the next only that it is ready', async () => {
  const first = start();
  await first.ready();
  const command = /^curl .*$/m.exec(first.output())?.[0] ?? 'false';
  const answer = execFileSync('sh', ['-c', `${command} -s`], { encoding: 'utf8' });
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(answer).toMatch(/^x-understudy-failovers: 1\r$/m);
  expect(answer).toMatch(/^x-understudy-provider: sim-fallback\r$/m);
  await stop(first);

  const key = /authorization: Bearer ([A-Za-z0-9_-]+)"/.exec(command)?.[1] ?? '';
  const second = start();
  const url = await second.ready();
  expect(second.output()).toMatch(/^ready http:\/\/127\.0\.0\.1:[1-9]\d*\n$/);
  expect((await chat(url, key)).status).toBe(200);
  expect((await chat(url, `${key}x`)).status).toBe(401);
});

it('serves the data plane alone: every other path is its own 404', async () => {
  const url = await start().ready();
  const reply = await fetch(`${url}/sign-in`);
  expect(reply.status).toBe(404);
  expect(await reply.json()).toMatchObject({ error: { code: 'not_found' } });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

it('names the port and its variable when the port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const run = start({ PORT: String(port) });
  expect(await run.ended()).toBe(1);
  expect(run.errors()).toBe(
    `Port ${port} on 127.0.0.1 is taken by another program. Stop it, or set PORT to another one.\n`,
  );
  other.close();
});

it('says who holds the data directory to a second start, and leaves the first alone', async () => {
  const first = start();
  const url = await first.ready();
  const second = start();
  expect(await second.ended()).toBe(1);
  expect(second.errors()).toContain(`process ${first.process.pid}`);
  expect(second.errors().trim().split('\n')).toHaveLength(1);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

it('refuses a wrong master key in a sentence, without the key', async () => {
  const wrong = Buffer.alloc(32, 9).toString('base64');
  const run = start({ UNDERSTUDY_MASTER_KEY: wrong });
  expect(await run.ended()).toBe(1);
  expect(run.errors()).toMatch(/^UNDERSTUDY_MASTER_KEY is not the one this database was created with\./);
  expect(run.errors() + run.output()).not.toContain(wrong);
});

it('refuses a damaged data directory in a sentence', async () => {
  const damaged = join(parent, 'damaged');
  mkdirSync(join(damaged, 'postgres'), { recursive: true });
  writeFileSync(join(damaged, 'postgres', 'PG_VERSION'), 'not a version\n');
  writeFileSync(join(damaged, 'master-key'), Buffer.alloc(32, 1).toString('base64'));
  const run = start({ UNDERSTUDY_DATA_DIR: damaged });
  expect(await run.ended()).toBe(1);
  expect(run.errors().trim().split('\n')).toHaveLength(1);
  expect(run.errors()).toContain(damaged);
});

it('names DATABASE_URL when its server cannot be reached, and does not print its password', async () => {
  const run = start({
    DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/understudy',
    UNDERSTUDY_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  });
  expect(await run.ended()).toBe(1);
  expect(run.errors()).toBe(
    'The server that DATABASE_URL names, 127.0.0.1:1, cannot be reached (ECONNREFUSED).\n',
  );
});

it('names the variable that holds what it must not', async () => {
  const run = start({ UNDERSTUDY_DRAIN_SECONDS: 'soon' });
  expect(await run.ended()).toBe(1);
  expect(run.errors()).toBe('UNDERSTUDY_DRAIN_SECONDS must be a whole number from 0 to 3600, not "soon".\n');
});

it('points into the configuration file, and applies none of it', async () => {
  const file = join(parent, 'under study.yaml');
  writeFileSync(file, 'version: 1\nroutes:\n  a: { targets: [route:b] }\n  b: { targets: [route:a] }\n');
  const run = start({ UNDERSTUDY_CONFIG: file });
  expect(await run.ended()).toBe(1);
  expect(run.errors()).toMatch(/under study\.yaml:\d+:\d+: routes\..* cycle/);
});

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
  const file = join(parent, 'stream.json');
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
  expect(leftBehind().length).toBeGreaterThan(0);
  run.process.kill('SIGKILL');
  expect(await run.ended()).toBe('SIGKILL');
  await expect.poll(leftBehind, { timeout: 15_000 }).toEqual([]);
});

it('leaves no process behind when it is asked to end while it starts', async () => {
  const run = start();
  await expect.poll(leftBehind, { timeout: 60_000, interval: 5 }).not.toEqual([]);
  run.process.kill('SIGTERM');
  expect(await run.ended()).toBe(0);
  expect(run.output()).not.toMatch(/^ready/m);
  await expect.poll(leftBehind, { timeout: 15_000 }).toEqual([]);
});

it('brings the embedded database back when that dies, and serves known keys meanwhile', async () => {
  const run = start();
  const url = await run.ready();
  for (const pid of leftBehind()) process.kill(Number(pid), 'SIGKILL');
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await expect
    .poll(async () => (await fetch(`${url}/readyz`)).json(), { timeout: 60_000 })
    .toEqual({ status: 'ok', reasons: [] });
  await stop(run);
});
