import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { UpstreamError } from '../errors.ts';
import { createSseDecoder } from './sse-decoder.ts';
import type { SseEvent } from './sse-event.ts';

const encoder = new TextEncoder();

function decodeIn(pieces: Iterable<Uint8Array>, maxEventBytes = 1_000_000): SseEvent[] {
  const decoder = createSseDecoder({ maxEventBytes });
  return [...[...pieces].flatMap((piece) => decoder.push(piece)), ...decoder.end()];
}

const decode = (text: string) => decodeIn([encoder.encode(text)]);

function* cut(bytes: Uint8Array, sizes: readonly number[]) {
  let offset = 0;
  for (let turn = 0; offset < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(offset, offset + size);
    offset += size;
  }
}

/** The reference reads the same text with the blank lines that may be missing at its end. */
function reference(text: string): SseEvent[] {
  const events: SseEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => events.push({ event: event || null, data }),
  });
  parser.feed(`${text}\n\n\n`);
  return events;
}

const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
  fc.constantFrom('data', 'data:', 'data:x', 'data:  two', 'event: ping', 'event:', ':', ': a comment', ''),
  fc.constantFrom('id: 7', 'retry: 10', 'unknown: field', 'datax: no', 'nonsense', '\uFEFFdata: not a mark'),
);
const stream = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 25 })
  .chain((lines) => fc.tuple(fc.constantFrom('', '\uFEFF'), fc.constant(lines.flat().join(''))))
  .map(([mark, text]) => mark + text);
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });

const isName = (event: unknown) => event === null || typeof event === 'string';

describe('createSseDecoder', () => {
  it('reads what the reference parser reads, at every chunk size', () => {
    fc.assert(
      fc.property(stream, sizes, (text, chunkSizes) => {
        expect(decodeIn(cut(encoder.encode(text), chunkSizes))).toEqual(reference(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('joins data lines with a line feed and takes one space off each', () => {
    expect(decode('event: a\ndata: one\ndata:  two\ndata\n\n')).toEqual([
      { event: 'a', data: 'one\n two\n' },
    ]);
  });

  it('gives no event for comments, pings without data, ids and retries', () => {
    expect(decode(': OPENROUTER PROCESSING\n\nid: 1\nretry: 5\n\nevent: ping\n\n')).toEqual([]);
  });

  it('flushes a last event that lacks its blank line, and even its line end', () => {
    expect(decode('data: a\n\ndata: b')).toEqual([
      { event: null, data: 'a' },
      { event: null, data: 'b' },
    ]);
  });

  it('gives an event as soon as its blank line is there', () => {
    const decoder = createSseDecoder({ maxEventBytes: 100 });
    expect(decoder.push(encoder.encode('data: a\r\n\r'))).toEqual([{ event: null, data: 'a' }]);
    expect(decoder.push(encoder.encode('\ndata: b\n'))).toEqual([]);
    expect(decoder.end()).toEqual([{ event: null, data: 'b' }]);
  });

  it('keeps bytes that the network overwrites after handing them over', () => {
    const decoder = createSseDecoder({ maxEventBytes: 100 });
    const buffer = encoder.encode('data: ab');
    decoder.push(buffer);
    buffer.fill(0x21);
    expect(decoder.push(encoder.encode('c\n\n'))).toEqual([{ event: null, data: 'abc' }]);
  });

  it('refuses an event over the limit and takes one at the limit, at every chunk size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        sizes,
        (values, marked, chunkSizes) => {
          const lines = values.map((value) => `data: ${value.replace(/[\r\n]/g, '')}`);
          const mark = marked ? '\uFEFF' : '';
          const size = encoder.encode(mark + lines.join('')).length;
          const pieces = () => cut(encoder.encode(`${mark}${lines.join('\n')}\n\n`), chunkSizes);
          expect(decodeIn(pieces(), size)).toHaveLength(1);
          expect(() => decodeIn(pieces(), size - 1)).toThrow(
            expect.objectContaining({ kind: 'stream_interrupted' }),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses a line that never ends before it has been read whole', () => {
    const decoder = createSseDecoder({ maxEventBytes: 1_000 });
    const kilobyte = encoder.encode(`: ${'x'.repeat(700)}`);
    decoder.push(kilobyte);
    expect(() => decoder.push(kilobyte)).toThrow(UpstreamError);
  });

  it('counts each event by itself', () => {
    expect(decodeIn([encoder.encode('data: aaaa\n\n'.repeat(50))], 10)).toHaveLength(50);
  });

  it('keeps bytes that are no UTF-8 to the event they came in, at every chunk size', () => {
    const anything = fc.uint8Array({ maxLength: 60 });
    fc.assert(
      fc.property(anything, sizes, sizes, (garbage, some, others) => {
        const ok = encoder.encode('\n\ndata: Grüße\n\n');
        const bytes = new Uint8Array([...encoder.encode('data: '), ...garbage, ...ok]);
        const events = decodeIn(cut(bytes, some));
        expect(events.at(-1)).toEqual({ event: expect.toSatisfy(isName), data: 'Grüße' });
        expect(decodeIn(cut(bytes, others))).toEqual(events);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads NUL as any other character, and a cut character as the mark of one', () => {
    expect(decode('data: a\0b\n\n')).toEqual([{ event: null, data: 'a\0b' }]);
    const cutShort = new Uint8Array([...encoder.encode('data: '), 0xf0, 0x9f, 0x91, 0x0a, 0x0a]);
    expect(decodeIn([cutShort])).toEqual([{ event: null, data: '\uFFFD' }]);
  });

  describe('at ten million bytes in one event', () => {
    const limit = 16 * 1024 * 1024;
    const size = 10_000_000;

    it.each([
      ['one line that comes in pieces of a kilobyte', 1_024],
      ['one line that comes in large pieces', 300_000],
    ])('copies each byte a bounded number of times: %s', (_how, piece) => {
      const copies = vi.spyOn(Uint8Array.prototype, 'set');
      const bytes = encoder.encode(`data: ${'x'.repeat(size)}\n\n`);
      const events = decodeIn(cut(bytes, [piece]), limit);
      const copied = copies.mock.calls.reduce((total, [source]) => total + source.length, 0);
      copies.mockRestore();
      expect(events).toHaveLength(1);
      expect(events[0]?.data).toHaveLength(size);
      expect(copied).toBeGreaterThanOrEqual(size);
      expect(copied).toBeLessThan(4 * bytes.length);
    });

    it('reads a million lines as one', () => {
      const [event] = decodeIn([encoder.encode(`${'data: 12\n'.repeat(1_000_000)}\n`)], limit);
      expect(event?.data).toHaveLength(3 * 1_000_000 - 1);
    });

    it('stops comments that no event follows at the same limit', () => {
      const decoder = createSseDecoder({ maxEventBytes: 10_000 });
      const comments = encoder.encode(': keep-alive\n'.repeat(100));
      expect(() => {
        for (let turn = 0; turn < 100; turn += 1) decoder.push(comments);
      }).toThrow('larger than the limit of 10000 bytes');
    });

    it('takes pings that end in blank lines for ever', () => {
      const decoder = createSseDecoder({ maxEventBytes: 100 });
      const pings = encoder.encode(': keep-alive\n\n'.repeat(100));
      for (let turn = 0; turn < 1_000; turn += 1) expect(decoder.push(pings)).toEqual([]);
    });
  });

  it('copies single bytes that drip in a bounded number of times', () => {
    const copies = vi.spyOn(Uint8Array.prototype, 'set');
    const bytes = encoder.encode(`data: ${'x'.repeat(50_000)}\n\n`);
    const events = decodeIn(cut(bytes, [1]), 100_000);
    const copied = copies.mock.calls.reduce((total, [source]) => total + source.length, 0);
    copies.mockRestore();
    expect(events).toHaveLength(1);
    expect(copied).toBeLessThan(4 * bytes.length);
  });
});
