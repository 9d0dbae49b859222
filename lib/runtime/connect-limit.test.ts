import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { createTransport } from './transport.ts';

/** How long the names of this test take to be looked up, in milliseconds: a slow way to a connection. */
const lookUp = vi.hoisted(() => ({ tookMs: 0 }));
vi.mock('node:dns', () => ({
  lookup: (_: string, __: unknown, callback: (error: null, addresses: unknown[]) => void) =>
    setTimeout(() => callback(null, [{ address: '127.0.0.1', family: 4 }]), lookUp.tookMs),
}));

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close();
});

function transport() {
  const made = createTransport();
  open.push(made);
  return made;
}

/** A provider behind a name that counts what connects to it and what is asked of it. */
async function provider() {
  const seen = { connections: 0, paths: [] as string[] };
  const server = createServer((request, response) => {
    seen.paths.push(request.url ?? '');
    response.end('ok');
  });
  server.on('connection', () => {
    seen.connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return { origin: `http://slow.test:${(server.address() as AddressInfo).port}`, seen };
}

/** A server that takes connections and never says a word: a TLS handshake with it never ends. */
async function silentServer() {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => void sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

type Network = ReturnType<typeof createTransport>;
type Limits = { connectTimeoutMs: number; signal?: AbortSignal; freshConnection?: boolean };

/** The answer's body, or what the call failed with. */
async function ask(network: Network, url: string, limits: Limits): Promise<unknown> {
  const signal = new AbortController().signal;
  const options = { signal, allowPrivateNetwork: true, freshConnection: false, ...limits };
  try {
    const { body } = await network.send({ method: 'GET', url, headers: {}, body: null }, options);
    let text = '';
    for await (const piece of body) text += Buffer.from(piece).toString();
    // The connection is free in the turn after the one in which the answer ended.
    await new Promise((resolve) => setImmediate(resolve));
    return text;
  } catch (error) {
    return error;
  }
}

const tooLate = { kind: 'connection_failed', message: expect.stringContaining('in time') };

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const startedMs = systemClock.monotonic();
  return [await work, systemClock.monotonic() - startedMs];
}

describe('the limit for connecting', () => {
  it.each([false, true])(
    'is each call’s own, although all share an origin (fresh: %s)',
    async (freshConnection) => {
      const { origin } = await silentServer();
      const network = transport();
      const [[hasty, hastyMs], [patient, patientMs]] = await Promise.all([
        timed(ask(network, origin, { connectTimeoutMs: 200, freshConnection })),
        timed(ask(network, origin, { connectTimeoutMs: 1_500, freshConnection })),
      ]);
      expect(hasty).toMatchObject(tooLate);
      expect(patient).toMatchObject(tooLate);
      expect(hastyMs).toBeGreaterThan(190);
      expect(patientMs).toBeGreaterThan(1_490);
      // A generous bound for a busy machine; undici's own timers would have been late by up to a second.
      expect(hastyMs).toBeLessThan(900);
    },
  );

  it('covers the look-up of the name, and not the wait for an answer', async () => {
    const { origin } = await provider();
    const network = transport();
    lookUp.tookMs = 400;
    expect(await ask(network, origin, { connectTimeoutMs: 100 })).toMatchObject(tooLate);
    expect(await ask(network, origin, { connectTimeoutMs: 3_000 })).toBe('ok');
    // The connection is there now: nothing is limited any more.
    expect(await ask(network, origin, { connectTimeoutMs: 1 })).toBe('ok');
  });

  it.each([
    ['was given up', () => ({ connectTimeoutMs: 100 })],
    ['was left by its caller', () => ({ connectTimeoutMs: 3_000, signal: AbortSignal.timeout(100) })],
  ])('leaves a connection that comes about after its call %s to the next one', async (_, limits) => {
    const { origin, seen } = await provider();
    const network = transport();
    lookUp.tookMs = 300;
    // While one call allows three seconds, attempts to connect go on for that long.
    const patient = ask(network, `${origin}/patient`, { connectTimeoutMs: 3_000 });
    expect(await ask(network, `${origin}/given-up`, limits())).toBeInstanceOf(Error);
    expect(await patient).toBe('ok');
    for (let turn = 0; turn < 500 && seen.connections < 2; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(seen.connections).toBe(2);
    // Our own end of it hears of it a turn or two later.
    await new Promise((resolve) => setTimeout(resolve, 50));
    lookUp.tookMs = 60_000;
    const both = ['/a', '/b'].map((path) => ask(network, `${origin}${path}`, { connectTimeoutMs: 1_000 }));
    expect(await Promise.all(both)).toEqual(['ok', 'ok']);
    expect(seen.paths.sort()).toEqual(['/a', '/b', '/patient']);
    expect(seen.connections).toBe(2);
  });
});
