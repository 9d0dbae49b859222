import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecodeContext } from '../adapters/adapter.ts';
import { adapterIds, findAdapter } from '../adapters/index.ts';
import { fixtureFolders, type InBandFixture, recording } from '../adapters/testing/recordings.ts';
import {
  createTestGateway,
  hello,
  readReply,
  streamHead,
  testConfiguration,
  testTarget,
} from '../testing/test-gateway.ts';
import { type CanonicalEvent, createCanonicalStream } from './canonical-events.ts';
import { isFilled, isUsageChunk } from './chunk-content.ts';

const folder = new URL('../adapters/fixtures/', import.meta.url);
const context: DecodeContext = {
  request: { model: 'chat', messages: [{ role: 'user', content: 'Hi' }] },
  model: 'asked-model',
  nowMs: Date.parse('2026-11-21T12:00:00Z'),
};

/** Every recorded stream of every adapter. */
const recordings = readdirSync(folder).flatMap((id) =>
  readdirSync(new URL(`${id}/`, folder))
    .filter((file) => file.endsWith('.sse') && findAdapter(id) !== undefined)
    .map((file) => ({ id, file, bytes: new Uint8Array(readFileSync(new URL(`${id}/${file}`, folder))) })),
);

function decode(id: string, bytes: Uint8Array, sizes: readonly number[]): CanonicalEvent[] {
  const adapter = findAdapter(id);
  if (adapter === undefined) throw new Error(`no adapter ${id}`);
  const stream = createCanonicalStream(adapter.decodeStream(context), adapter.nativeOpenAi);
  const events: CanonicalEvent[] = [];
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    events.push(...stream.push(bytes.subarray(from, from + size)));
    from += size;
  }
  return [...events, ...stream.end()];
}

/** The beginning of a stream, up to the first event with text. */
function untilText(id: string, script: string): string {
  const adapter = findAdapter(id);
  if (adapter === undefined) throw new Error(`no adapter ${id}`);
  const stream = createCanonicalStream(adapter.decodeStream(context), adapter.nativeOpenAi);
  const events = script.split(/(?<=\n\r?\n)/);
  const first = events.findIndex((event) =>
    stream.push(new TextEncoder().encode(event)).some(({ chunk }) => chunk.choices[0]?.delta.content),
  );
  return events.slice(0, first + 1).join('');
}

/** What makes chunks look the same whoever answers (GATEWAY.md, "Attempts"). */
function expectCanonical(events: readonly CanonicalEvent[]): void {
  const usages = events.filter(({ chunk }) => chunk.usage != null);
  expect(usages).toEqual(events.slice(-1));
  expect(isUsageChunk(events.at(-1)?.chunk ?? ({} as never))).toBe(true);
  const choices = events.flatMap(({ chunk }) => chunk.choices);
  for (const index of new Set(choices.map((choice) => choice.index))) {
    const own = choices.filter((choice) => choice.index === index);
    expect(own.map(({ delta }) => delta.role)).toEqual(['assistant', ...own.slice(1).map(() => undefined)]);
    expect(own.filter(({ finish_reason }) => finish_reason != null)).toEqual(own.slice(-1));
  }
  for (const { chunk, json } of events) {
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(chunk)));
    expect(chunk.choices.length).toBeLessThan(2);
    for (const { delta, finish_reason } of chunk.choices) {
      const filled = Object.entries(delta).filter(([field, value]) => field !== 'role' && isFilled(value));
      expect(filled.length + (finish_reason == null ? 0 : 1)).toBeLessThan(2);
      expect(delta.tool_calls?.length ?? 0).toBeLessThan(2);
    }
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 });

it('every adapter with a recording of its own is judged', () => {
  expect(adapterIds.length).toBeGreaterThan(3);
  expect(recordings.length).toBeGreaterThan(30);
});

describe.each(recordings)('$id $file', ({ id, bytes }) => {
  const expected = decode(id, bytes, [bytes.length]);
  const text = new TextDecoder().decode(bytes);

  it('comes in the canonical order, the same however the network divides it', () => {
    expectCanonical(expected);
    fc.assert(
      fc.property(sizes, (each) => {
        expect(decode(id, bytes, each)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('is whole without an event that is malformed, wherever one stands', () => {
    const events = text.split(/(?<=\n\n)/);
    const bad = fc.constantFrom('data: {"choices":[{"del\n\n', 'data: <html>\n\n', 'data: 7\n\n');
    fc.assert(
      fc.property(fc.nat(events.length - 1), bad, (at, malformed) => {
        const spoilt = [...events.slice(0, at), malformed, ...events.slice(at)].join('');
        expect(decode(id, new TextEncoder().encode(spoilt), [97])).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('is whole without the end mark of OpenAI’s dialect', () => {
    const unmarked = text.replace('data: [DONE]\n\n', '');
    expect(decode(id, new TextEncoder().encode(unmarked), [97])).toEqual(expected);
  });
});

describe.each(adapterIds)('a stream of %s', (id) => {
  const script = readFileSync(recording(id, 'text', 'sse'), 'utf8');
  const inBand: InBandFixture[] = JSON.parse(
    readFileSync(new URL(`${fixtureFolders[id]}/in-band.json`, folder), 'utf8'),
  );
  const configuration = testConfiguration([testTarget('first', { adapter: id })], {
    route: { numRetries: 0 },
  });
  const closed = [] as const;
  const cut = [{ cut: true as const }];

  // A prompt is refused before its answer begins, never within it.
  const within = inBand.filter(({ where, kind }) => where === 'stream' && kind !== 'content_filtered');

  it.each(within)('ends typed after $name, with what had come', async ({ kind, event, data }) => {
    const gateway = createTestGateway(configuration);
    const begun = untilText(id, script);
    const failure = `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
    gateway.transport.script('first.test', { ...streamHead, body: [{ send: begun }, { send: failure }] });
    const sse = await readReply(await gateway.call({ ...hello, stream: true }));
    expect(sse).toMatch(/"content":"[^"]/);
    expect(sse).toContain('"error"');
    expect(sse).not.toContain('[DONE]');
    expect(gateway.records).toMatchObject([{ status: 'partial', errorKind: kind }]);
  });

  it('that ends anywhere is complete, or a part of it and a typed error', async () => {
    const whole = [...script].length;
    await fc.assert(
      fc.asyncProperty(fc.nat(whole), fc.constantFrom(closed, cut), async (length, end) => {
        const gateway = createTestGateway(configuration);
        const send = [...script].slice(0, length).join('');
        gateway.transport.script('first.test', { ...streamHead, body: [{ send }, ...end] });
        const reply = await gateway.call({ ...hello, stream: true });
        const sse = await readReply(reply);
        const complete = sse.endsWith('data: [DONE]\n\n');
        expect(sse.includes('"error"')).toBe(!complete);
        expect(sse.includes('"finish_reason":"stop"')).toBe(complete);
        expect(gateway.records).toHaveLength(1);
        const partial = reply.status === 200 ? 'partial' : 'error';
        expect(gateway.records[0]?.status).toBe(complete ? 'ok' : partial);
        expect(gateway.clock.pending()).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
