import { UpstreamError } from '../errors.ts';
import type { SseEvent } from './sse-event.ts';

const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = '\uFEFF';
const BYTE_ORDER_MARK_BYTES = 3;

/** Limits of an SSE decoder. */
export interface SseDecoderOptions {
  /** The most bytes that one event may have, comments and field names included. */
  readonly maxEventBytes: number;
}

/** Turns the bytes of one event stream into events. Holds state; made afresh for each stream. */
export interface SseDecoder {
  /** The events that these bytes complete. @throws UpstreamError `stream_interrupted` when an event is over the limit. */
  push(bytes: Uint8Array): SseEvent[];
  /** Flushes a last event that no blank line ended. @throws UpstreamError as {@link SseDecoder.push} does. */
  end(): SseEvent[];
}

/**
 * A decoder by the HTML standard's event-stream grammar, except that it keeps a last event whose blank line is missing.
 *
 * Line endings are ASCII, so bytes are cut at the last one and the complete lines become text in one go: no character is ever
 * split, bytes that are no UTF-8 become replacement characters and touch no other line, and an unfinished line is kept aside.
 */
export function createSseDecoder({ maxEventBytes }: SseDecoderOptions): SseDecoder {
  const lines = createLineReader(maxEventBytes);
  const text = new TextDecoder('utf-8', { ignoreBOM: true });
  const unfinished = createByteStore();
  let atStart = true;

  /** Reads bytes that end where a line ends, or where the stream does. */
  const readLines = (bytes: Uint8Array, events: SseEvent[]) => {
    const decoded = text.decode(bytes);
    const skipMark = atStart && decoded.startsWith(BYTE_ORDER_MARK);
    if (skipMark) lines.count(BYTE_ORDER_MARK_BYTES);
    atStart = false;
    const body = skipMark ? decoded.slice(1) : decoded;
    lines.read(body, bytes.length === decoded.length, events);
  };

  return {
    push(bytes) {
      const events: SseEvent[] = [];
      const cut = afterLastLineEnd(bytes);
      if (cut > 0) readLines(unfinished.takeWith(bytes.subarray(0, cut)), events);
      if (cut < bytes.length) {
        lines.assertRoomFor(unfinished.length + bytes.length - cut);
        unfinished.keep(bytes.subarray(cut));
      }
      return events;
    },
    end() {
      const events: SseEvent[] = [];
      if (unfinished.length > 0) readLines(unfinished.takeWith(nothing), events);
      lines.finish(events);
      return events;
    },
  };
}

/** Index just past the last line ending, or 0 when there is none. */
function afterLastLineEnd(bytes: Uint8Array): number {
  let index = bytes.length;
  while (index > 0 && bytes[index - 1] !== LF && bytes[index - 1] !== CR) index -= 1;
  return index;
}

const nothing = new Uint8Array(0);
/** A store that grew beyond this for one large event is given back. Bytes. */
const keptCapacity = 64 * 1024;

/**
 * The bytes of a line that has not ended. They are copied, since the network may reuse the buffer it handed over, into one that
 * doubles when full: each byte is copied a bounded number of times, and a provider that drips single bytes costs no more memory
 * than one that sends them together.
 */
function createByteStore() {
  let store = nothing;
  let length = 0;

  const keep = (bytes: Uint8Array) => {
    const needed = length + bytes.length;
    if (needed > store.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * store.length));
      larger.set(store.subarray(0, length));
      store = larger;
    }
    store.set(bytes, length);
    length = needed;
  };

  return {
    get length() {
      return length;
    },
    keep,
    /** What is kept, and these after it; holds until the next call. */
    takeWith(bytes: Uint8Array): Uint8Array {
      if (length === 0) return bytes;
      keep(bytes);
      const all = store.subarray(0, length);
      if (store.length > keptCapacity) store = nothing;
      length = 0;
      return all;
    },
  };
}

/** Gathers lines into events and counts their bytes. */
function createLineReader(maxEventBytes: number) {
  const encoder = new TextEncoder();
  let event: string | null = null;
  let data: string | null = null;
  /** Further lines of data, joined once: an event may have a million of them. */
  let furtherData: string[] = [];
  let eventBytes = 0;
  /** The last line ended in CR: an LF that comes next belongs to it. */
  let afterCr = false;

  const assertRoomFor = (bytes: number) => {
    if (eventBytes + bytes <= maxEventBytes) return;
    throw new UpstreamError(
      'stream_interrupted',
      `An event of the stream is larger than the limit of ${maxEventBytes} bytes.`,
    );
  };

  const dispatch = (events: SseEvent[]) => {
    if (data !== null) {
      events.push({ event, data: furtherData.length === 0 ? data : [data, ...furtherData].join('\n') });
      furtherData = [];
    }
    event = null;
    data = null;
    eventBytes = 0;
  };

  const readField = (text: string, start: number, end: number) => {
    if (isField(text, { name: 'data', start, end })) {
      const value = fieldValue(text, start + 4, end);
      if (data === null) data = value;
      else furtherData.push(value);
    } else if (isField(text, { name: 'event', start, end })) {
      // The standard's default name is the same as no name.
      event = fieldValue(text, start + 5, end) || null;
    }
  };

  return {
    assertRoomFor,
    count(bytes: number) {
      eventBytes += bytes;
    },
    /** Reads lines from text. `ascii` = each character is one byte, which spares counting them. */
    read(text: string, ascii: boolean, events: SseEvent[]) {
      let start = afterCr && text.charCodeAt(0) === LF ? 1 : 0;
      let nextCr = text.indexOf('\r', start);
      while (start < text.length) {
        const lf = text.indexOf('\n', start);
        const atCr = nextCr !== -1 && (lf === -1 || nextCr < lf);
        const end = atCr ? nextCr : lf === -1 ? text.length : lf;
        if (end === start) dispatch(events);
        else {
          const bytes = ascii ? end - start : encoder.encode(text.slice(start, end)).length;
          assertRoomFor(bytes);
          eventBytes += bytes;
          readField(text, start, end);
        }
        start = atCr && lf === end + 1 ? end + 2 : end + 1;
        if (atCr) nextCr = text.indexOf('\r', start);
      }
      afterCr = text.endsWith('\r') || (text === '' && afterCr);
    },
    finish: dispatch,
  };
}

/** Whether the line is the named field; comments start with a colon and match none. */
function isField(text: string, line: { name: string; start: number; end: number }): boolean {
  const colon = line.start + line.name.length;
  return (
    text.startsWith(line.name, line.start) &&
    (colon === line.end || (colon < line.end && text.charCodeAt(colon) === 0x3a))
  );
}

/** What follows the colon at `colon`, less one leading space. */
function fieldValue(text: string, colon: number, end: number): string {
  const start = text.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1;
  return start < end ? text.slice(start, end) : '';
}
