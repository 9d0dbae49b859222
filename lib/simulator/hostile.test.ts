import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { faultSchema } from './scenario/fault-schema.ts';
import { dialectIds } from './scenario/names.ts';
import type { Scenario } from './scenario-schema.ts';
import { ask } from './testing/ask.ts';
import { rawBytes } from './testing/raw-bytes.ts';
import { sharedSimulator } from './testing/shared-simulator.ts';

const simulator = sharedSimulator();

type FaultInput = NonNullable<Scenario['faults']>[number];

function script(fault: FaultInput): string {
  simulator().setScenario('hostile', { answer: { text: 'one two three' }, faults: [fault] });
  return 'hostile';
}
const lastCall = () => simulator().calls().at(-1);

describe.each(dialectIds)('a hostile %s provider', (dialect) => {
  const chat = (fault: FaultInput, stream = false) =>
    ask(simulator().origin, script(fault), dialect, { stream, leaveAfterMs: 150 });
  const bytes = (fault: FaultInput, stream: boolean, limit?: number) =>
    rawBytes(simulator().origin, { scenario: script(fault), dialect, stream, ...(limit && { limit }) });

  it.each([false, true])('goes on for ever until the client leaves, stream %s', async (stream) => {
    for (const endless of ['interim', 'head', 'body', 'line', 'tokens'] as const) {
      const got = await bytes({ endless }, stream, 100_000);
      expect(got.length).toBeGreaterThanOrEqual(100_000);
      await expect.poll(() => lastCall()?.aborted).toBe(true);
    }
  });

  it.each([false, true])('sends an honest gzip that nobody asked for, stream %s', async (stream) => {
    const got = await bytes({ gzip: 'body' }, stream);
    const head = got.subarray(0, got.indexOf('\r\n\r\n')).toString();
    expect(head.toLowerCase()).toContain('content-encoding: gzip');
    const zipped = got.subarray(got.indexOf(Buffer.from([0x1f, 0x8b, 0x08])));
    const end = stream ? zipped.lastIndexOf('\r\n0\r\n\r\n') : zipped.length;
    expect(gunzipSync(zipped.subarray(0, end)).toString()).toContain('two');
  });

  it.each([false, true])('puts bytes into a word that are no UTF-8, stream %s', async (stream) => {
    const got = await bytes({ invalid_utf8_after_tokens: 1 }, stream);
    expect(got.includes(Buffer.from([0xff, 0xfe, 0xfd]))).toBe(true);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(got)).toThrow();
    expect(got.toString()).toMatch(stream ? /three/ : /one .{1,3}two three/);
  });

  it('makes the last token as large as it is told', async () => {
    const reply = await ask(simulator().origin, script({ token_bytes: 2_000_000 }), dialect, {
      stream: true,
    });
    const largest = Math.max(...reply.body.split('\n').map((line) => line.length));
    expect(largest).toBeGreaterThan(2_000_000);
    expect(reply.fate).toBe('complete');
  });

  it('announces a thousand times before it answers', async () => {
    const got = (await bytes({ interim_heads: 1_000 }, false)).toString();
    expect(got.match(/HTTP\/1.1 102 Processing/g)).toHaveLength(1_000);
    expect(got).toContain('HTTP/1.1 200 OK');
  });

  it('pads its head beyond what a client reads', async () => {
    expect((await chat({ header_bytes: 100_000 })).fate).toBe('HPE_HEADER_OVERFLOW');
  });

  it('drips its answer byte by byte', async () => {
    const reply = await ask(simulator().origin, script({ drip_ms: 1 }), dialect);
    expect(reply.pieces.length).toBeGreaterThan(20);
    expect(reply.fate).toBe('complete');
  });
});

it('announces the true length of a small bomb that grows to 1 GiB', async () => {
  const got = await rawBytes(simulator().origin, {
    scenario: script({ gzip: 'bomb' }),
    dialect: 'openai',
    stream: false,
  });
  expect(got.length).toBeLessThan(1_500_000);
  const member = got.subarray(got.indexOf(Buffer.from([0x1f, 0x8b, 0x08])));
  const second = member.indexOf(Buffer.from([0x1f, 0x8b, 0x08]), 3);
  expect(gunzipSync(member.subarray(0, second)).length).toBe(16 * 1024 * 1024);
});

it('says when the client left, within a moment of its leaving', async () => {
  const startedMs = Date.now();
  await ask(simulator().origin, script({ endless: 'line' }), 'openai', { stream: true, leaveAfterMs: 60 });
  const leftMs = Date.now();
  await expect.poll(() => lastCall()?.aborted).toBe(true);
  const call = lastCall();
  expect((call?.at ?? 0) + (call?.abortedAfterMs ?? 0)).toBeGreaterThan(startedMs);
  expect((call?.finishedAt ?? Number.POSITIVE_INFINITY) - leftMs).toBeLessThan(1_000);
});

it('refuses to combine what could not take effect together', () => {
  const refused: FaultInput[] = [
    { endless: 'body', cut_after_tokens: 1 },
    { endless: 'head', gzip: 'body' },
    { gzip: 'bomb', token_interval_ms: 5 },
    { body: 'x', token_bytes: 5 },
    { reset: true, drip_ms: 1 },
    { status: 500, invalid_utf8_after_tokens: 1 },
    { silence: true, interim_heads: 1 },
  ];
  for (const fault of refused)
    expect(faultSchema.safeParse(fault).success, JSON.stringify(fault)).toBe(false);
});
