import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { postgresBinaries, startPostgresServer } from '#db/testing/postgres-server.ts';
import { chat, launcher } from './testing/launcher.ts';

// Whole processes start here, with a database each; a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { start, folder } = launcher();

it('prints a line at its first start that is answered by the fallback, and at the next only that it is ready', async () => {
  const first = start();
  await first.ready();
  const command = /^curl .*$/m.exec(first.output())?.[0] ?? 'false';
  const answer = execFileSync('sh', ['-c', `${command} -s`], { encoding: 'utf8' });
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(answer).toMatch(/^x-understudy-failovers: 1\r$/m);
  expect(answer).toMatch(/^x-understudy-provider: sim-fallback\r$/m);
  first.process.kill('SIGTERM');
  expect(await first.ended()).toBe(0);

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
  const damaged = join(folder, 'damaged');
  mkdirSync(join(damaged, 'postgres'), { recursive: true });
  writeFileSync(join(damaged, 'postgres', 'PG_VERSION'), 'not a version\n');
  writeFileSync(join(damaged, 'master-key'), Buffer.alloc(32, 1).toString('base64'));
  const run = start({ UNDERSTUDY_DATA_DIR: damaged });
  expect(await run.ended()).toBe(1);
  expect(run.errors().trim().split('\n')).toHaveLength(1);
  expect(run.errors()).toContain(damaged);
});

it('waits for a database server that cannot be reached, says which without its password, and ends when asked', async () => {
  const run = start({
    DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/understudy',
    UNDERSTUDY_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  });
  const said = 'The server that DATABASE_URL names, 127.0.0.1:1, cannot be reached (ECONNREFUSED).';
  await expect
    .poll(run.errors, { timeout: 60_000 })
    .toBe(`${said} Waiting for it; callers are told to come back.\n`);
  run.process.kill('SIGTERM');
  expect(await run.ended()).toBe(0);
});

it('names the variable that holds what it must not', async () => {
  const run = start({ UNDERSTUDY_DRAIN_SECONDS: 'soon' });
  expect(await run.ended()).toBe(1);
  expect(run.errors()).toBe('UNDERSTUDY_DRAIN_SECONDS must be a whole number from 0 to 3600, not "soon".\n');
});

it('points into the configuration file, and applies none of it', async () => {
  const file = join(folder, 'under study.yaml');
  writeFileSync(file, 'version: 1\nroutes:\n  a: { targets: [route:b] }\n  b: { targets: [route:a] }\n');
  const run = start({ UNDERSTUDY_CONFIG: file });
  expect(await run.ended()).toBe(1);
  expect(run.errors()).toMatch(/under study\.yaml:\d+:\d+: routes\..* cycle/);
});

it.skipIf(postgresBinaries === null)(
  'starts twice at once on one PostgreSQL server, and both serve the same keys',
  async () => {
    const server = await startPostgresServer();
    onTestFinished(() => server?.stop());
    const variables = {
      DATABASE_URL: server?.url ?? '',
      UNDERSTUDY_MASTER_KEY: Buffer.alloc(32, 5).toString('base64'),
      UNDERSTUDY_DATA_DIR: join(folder, 'unused'),
    };
    const runs = [start(variables), start(variables)];
    const urls = await Promise.all(runs.map((run) => run.ready()));
    const keys = runs.flatMap((run) => /Bearer ([\w-]+)/.exec(run.output())?.[1] ?? []);
    expect(keys).toHaveLength(1);
    for (const url of urls) expect((await chat(url, keys[0] ?? '')).status).toBe(200);
  },
);
