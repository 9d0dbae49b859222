import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { longestPauseMs } from '#lib/gateway/health-checks/check-entry.ts';
import { createHealthChecker } from '#lib/gateway/health-checks/health-checker.ts';
import { checkTimeoutMs } from '#lib/gateway/health-checks/run-check.ts';
import { createCircuitBreaker } from '#lib/gateway/resilience/circuit-breaker.ts';
import { createCredentialBench } from '#lib/gateway/resilience/credential-bench.ts';
import { createManualClock } from '#lib/gateway/testing/manual-clock.ts';
import { testConfiguration, testTarget } from '#lib/gateway/testing/test-gateway.ts';
import { keepAliveMs } from './connection-pools.ts';
import { createTransport } from './transport.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close();
});

const transport = (monotonic?: () => number) => {
  const made = createTransport(monotonic);
  open.push(made);
  return made;
};

/** A provider that counts what connects to it. */
async function provider() {
  const connections: Socket[] = [];
  const paths: string[] = [];
  const server: Server = createServer((request, response) => {
    paths.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json');
    response.end('{"object":"list","data":[]}');
  });
  // No hint of its own: real providers keep connections for minutes.
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => connections.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return { origin: originOf(server), connections, paths };
}

const originOf = (server: { address(): AddressInfo | string | null }) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const request = (url: string) => ({ method: 'GET' as const, url, headers: {}, body: null });
const options = (connectTimeoutMs: number) => ({
  signal: new AbortController().signal,
  connectTimeoutMs,
  allowPrivateNetwork: true,
  freshConnection: false,
});

type Network = ReturnType<typeof createTransport>;

async function ask(network: Network, url: string, connectTimeoutMs = 3_000): Promise<void> {
  const { body } = await network.send(request(url), options(connectTimeoutMs));
  for await (const _ of body);
  // The connection is free in the turn after the one in which the answer ended.
  await new Promise((resolve) => setImmediate(resolve));
}

/** The checks of one provider over the real network, on the real clock but for the pause between them. */
function checks(network: Network, baseUrl: string) {
  const target = testTarget('one');
  const configuration = testConfiguration([
    { ...target, provider: { ...target.provider, baseUrl, allowPrivateNetwork: true } },
  ]);
  const clock = createManualClock();
  const checker = createHealthChecker(
    {
      configuration: () => configuration,
      transport: network,
      clock,
      random: () => 0.5,
      logCredentialOut: () => {},
      healthChanged: () => {},
      logError: (_, error) => expect.unreachable(String(error)),
    },
    {
      breaker: createCircuitBreaker(clock.now, () => 0.5),
      bench: createCredentialBench(clock.now, () => 0.5),
    },
  );
  open.push({ close: () => checker.stop() });
  return { checker, clock };
}

/** Waits, bounded, until something on the other side of a socket has happened. */
async function eventually(check: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !check(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(check()).toBe(true);
}

describe('a connection that a health check has opened', () => {
  it('serves the first request, whatever limits that sets; a closed one is made again by the next check', async () => {
    const { origin, connections, paths } = await provider();
    const network = transport();
    const { checker, clock } = checks(network, `${origin}/v1`);
    checker.start();
    await clock.advance(1_000);
    await eventually(() => checker.snapshot()[0]?.state === 'ok');
    expect([paths, connections.length]).toEqual([['GET /v1/models'], 1]);

    await ask(network, `${origin}/v1/chat`, 3_000);
    await ask(network, `${origin}/v1/chat`, 250);
    expect(paths).toHaveLength(3);
    expect(connections).toHaveLength(1);

    connections[0]?.end();
    await eventually(() => connections[0]?.destroyed === true);
    await clock.advance(31_000);
    await eventually(() => paths.length === 4);
    expect(connections).toHaveLength(2);
    await ask(network, `${origin}/v1/chat`);
    expect(connections).toHaveLength(2);
  });

  it('rests for longer than any pause between two checks', () => {
    expect(keepAliveMs).toBeGreaterThan(longestPauseMs + checkTimeoutMs);
  });

  it('is closed when nobody has called its origin for ten minutes', async () => {
    const [left, kept] = [await provider(), await provider()];
    let nowMs = 0;
    const network = transport(() => nowMs);
    await ask(network, left.origin);
    nowMs = 599_999;
    await ask(network, kept.origin);
    await ask(network, left.origin);
    expect(left.connections).toHaveLength(1);
    nowMs += 599_999;
    await ask(network, kept.origin);
    nowMs += 2;
    await ask(network, (await provider()).origin);
    await eventually(() => left.connections[0]?.destroyed === true);
    expect(kept.connections[0]?.destroyed).toBe(false);
  });
});
