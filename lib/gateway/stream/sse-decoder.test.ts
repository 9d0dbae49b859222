import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
});
