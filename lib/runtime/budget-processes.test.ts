import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAvailable, type TestDatabase, withTestDatabase } from '#db/testing/test-database.ts';
import { chat, launcher, type Run } from './testing/launcher.ts';

// Whole processes start here; a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const patient = { timeout: 40_000, interval: 50 };

const key = 'us_a-key-for-these-tests';
/** One token costs this: what a call is estimated at, and what it comes to. Nano-USD. */
const callNanoUsd = 1_000_000;
const configured = (limitUsd: number) => `
version: 1
providers:
  up: { adapter: simulator, base_url: simulator:healthy, credentials: [{ name: a, secret: simulated }] }
models:
  up/sim-small: { price: { input: 0, output: 1000 } }
routes:
  chat: { targets: [up/sim-small] }
keys:
  tests: { secret: ${key}, budget: { limit_usd: ${limitUsd}, period: total } }
`;

const { start, folder } = launcher();

describe.skipIf(!isAvailable('server'))('three gateway processes on one PostgreSQL server', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await withTestDatabase('server');
  });
  afterAll(() => database.stop());
  beforeEach(() => database.truncate());

  /** The processes and their URLs. */
  async function startThree(limitUsd: number): Promise<{ runs: Run[]; urls: string[]; firstId: string }> {
    const file = join(folder, 'budget.yaml');
    writeFileSync(file, configured(limitUsd));
    const variables = {
      DATABASE_URL: 'url' in database.target ? database.target.url : '',
      UNDERSTUDY_MASTER_KEY: Buffer.alloc(32, 5).toString('base64'),
      UNDERSTUDY_CONFIG: file,
    };
    const first = start(variables);
    const url = await first.ready();
    const [instance] = await database.sql<{ id: string }[]>`select id from gateway_instance`;
    const others = [start(variables), start(variables)];
    return {
      runs: [first, ...others],
      urls: [url, ...(await Promise.all(others.map((run) => run.ready())))],
      firstId: instance?.id ?? '',
    };
  }

  const call = async (url: string): Promise<number> => {
    const reply = await chat(url, key, { model: 'chat', max_tokens: 1 });
    await reply.arrayBuffer();
    return reply.status;
  };
  const sumOf = async (query: 'account' | 'records') => {
    const [row] =
      query === 'account'
        ? await database.sql<
            { sum: string }[]
          >`select coalesce(sum(spent_nano_usd), 0) as sum from budget_account`
        : await database.sql<{ sum: string }[]>`select coalesce(sum(cost_nano_usd), 0) as sum from request`;
    return Number(row?.sum) / callNanoUsd;
  };

  it('500 calls at once on a budget that fits 20 pay for 20: budget and records come to the same', async () => {
    const { urls } = await startThree(0.02);
    let paid = 0;
    const seen = new Map<number, number>();
    const callOne = async (index: number) => {
      const status = await call(urls[index % urls.length] ?? '');
      seen.set(status, (seen.get(status) ?? 0) + 1);
      if (status === 200) paid += 1;
    };
    await Promise.all(Array.from({ length: 500 }, (_, index) => callOne(index)));
    expect(paid).toBeLessThanOrEqual(20);
    await vi.waitFor(async () => {
      if (paid < 20) await callOne(paid);
      expect(paid).toBe(20);
    }, patient);
    for (const url of urls) expect(await call(url)).toBe(402);
    // A machine that is too busy to ask the database within a second says so.
    expect([...seen.keys()].filter((status) => ![200, 402, 503].includes(status))).toEqual([]);
    await expect.poll(() => sumOf('account'), patient).toBe(20);
    await expect.poll(() => sumOf('records'), patient).toBe(20);
  });

  it('one that is killed under load loses at most the last second, and blocks nothing once its lease has expired', async () => {
    const limit = 400;
    const { urls, runs, firstId } = await startThree((limit * callNanoUsd) / 1e9);
    const [victim] = runs;
    const paidAtMs: { url: string; ms: number }[] = [];
    const until = (done: () => boolean) => async (index: number) => {
      const url = urls[index % urls.length] ?? '';
      while (!done()) {
        const status = await call(url).catch(() => 0);
        if (status === 0) return;
        if (status === 200) paidAtMs.push({ url, ms: performance.now() });
      }
    };
    const underLoad = Array.from({ length: 9 }, (_, index) => until(() => paidAtMs.length >= 200)(index));
    await expect.poll(() => paidAtMs.length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(100);
    const killedAtMs = performance.now();
    victim?.process.kill('SIGKILL');
    await victim?.ended();
    await Promise.all(underLoad);

    const [lease] = await database.sql<{ seconds: string }[]>`
      select extract(epoch from expires_at - now()) as seconds from budget_lease where instance_id = ${firstId}`;
    expect(Number(lease?.seconds)).toBeLessThanOrEqual(31);
    // As if that time had passed for the one that is dead.
    await database.sql`update budget_lease set expires_at = now() where instance_id = ${firstId}`;
    const [, ...left] = urls;
    await vi.waitFor(async () => {
      const statuses = await Promise.all([...left, ...left, ...left].map(call));
      for (const [index, status] of statuses.entries())
        if (status === 200) paidAtMs.push({ url: left[index % left.length] ?? '', ms: performance.now() });
      expect(await sumOf('account')).toBe(limit);
    }, patient);

    const lost = paidAtMs.length - limit;
    const atRisk = paidAtMs.filter(
      ({ url, ms }) => url === urls[0] && ms > killedAtMs - 3_000 && ms <= killedAtMs,
    );
    expect(lost).toBeGreaterThanOrEqual(0);
    expect(lost).toBeLessThanOrEqual(atRisk.length);
    for (const url of left) expect(await call(url)).toBe(402);
  });
});
