import { describe, expect, it } from 'vitest';
import type { UpstreamResponse } from './ports.ts';
import { settle } from './testing/manual-clock.ts';
import {
  createTestGateway,
  hello,
  streamHead,
  streamPieces,
  testConfiguration,
  testTarget,
} from './testing/test-gateway.ts';

const { role, text, finish, done } = streamPieces;
const streamed = { ...hello, stream: true };
const encoder = new TextEncoder();

/** A gateway whose first target's bodies are counted as they are taken from the network. */
function counting(pieces: readonly string[], route = {}) {
  const gateway = createTestGateway(
    testConfiguration([testTarget('first'), testTarget('second')], { route: { numRetries: 0, ...route } }),
  );
  const seen = { taken: 0, closed: false };
  async function* body(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) {
      seen.taken += 1;
      yield encoder.encode(piece);
    }
  }
  const { send } = gateway.transport;
  gateway.transport.send = async (request, options): Promise<UpstreamResponse> => {
    if (new URL(request.url).host !== 'first.test') return send(request, options);
    options.signal.addEventListener('abort', () => {
      seen.closed = true;
    });
    return { ...streamHead, body: body() };
  };
  return { gateway, seen };
}

async function bodyOf(reply: Promise<{ body: Uint8Array | AsyncIterable<Uint8Array> }>) {
  const { body } = await reply;
  if (body instanceof Uint8Array) throw new Error(`expected a stream: ${new TextDecoder().decode(body)}`);
  return body[Symbol.asyncIterator]();
}

describe('a caller who reads slowly', () => {
  const words = Array.from({ length: 10_000 }, (_, index) => text(`word${index} `));

  it('has at most what it asked for taken from the provider, and one piece for the head', async () => {
    const { gateway, seen } = counting([role, ...words, finish + done]);
    const body = await bodyOf(gateway.call(streamed));
    await settle();
    expect(seen.taken).toBe(2);
    for (let read = 1; read <= 50; read += 1) {
      await body.next();
      await settle();
      expect(seen.taken).toBeLessThanOrEqual(2 + read);
    }
    await body.return?.();
    expect(gateway.records).toMatchObject([{ status: 'canceled' }]);
  });

  it('gets a coarse piece as one, however many events and words it holds: nothing is kept for later', async () => {
    const { gateway, seen } = counting([role + words.join(''), finish + done], { streamChunking: 'words' });
    const body = await bodyOf(gateway.call(streamed));
    const { value } = await body.next();
    expect(new TextDecoder().decode(value).match(/^data: /gm)).toHaveLength(words.length + 1 + words.length);
    expect(seen.taken).toBe(1);
    await body.return?.();
  });
});

describe('an answer that is held back', () => {
  it('is held up to a bound: a provider that never ends is cut, and the next target asked', async () => {
    const megabyte = text('x'.repeat(1024 * 1024));
    const endless = Array.from({ length: 200 }, () => megabyte);
    const { gateway, seen } = counting(endless, { streamRecovery: 'buffer' });
    gateway.transport.script('second.test', { ...streamHead, body: text('Short.') + finish + done });
    const body = await bodyOf(gateway.call(streamed));
    expect(new TextDecoder().decode((await body.next()).value)).toContain('Short.');
    expect(seen.taken).toBeLessThan(70);
    expect(seen.closed).toBe(true);
    await body.return?.();
  });
});
