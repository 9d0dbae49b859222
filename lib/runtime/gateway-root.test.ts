import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Configuration } from '#lib/gateway/configuration.ts';
import { targetOf } from '#lib/gateway/testing/checked-gateway.ts';
import { testConfiguration } from '#lib/gateway/testing/test-gateway.ts';
import { createAlertDesk } from './alert-desk.ts';
import { createGatewayRoot } from './gateway-root.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close();
});

/** A provider that answers every call with this status, and what it has seen. */
async function provider(status: number) {
  const sockets: Socket[] = [];
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: 'Incorrect API key', code: 'invalid_api_key' } }));
  });
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return { target: targetOf('one', { baseUrl, allowPrivateNetwork: true }), sockets, paths };
}

function root(configuration: () => Configuration | null) {
  const lines: string[] = [];
  const gateway = createGatewayRoot({
    configuration,
    configurationIsCurrent: () => true,
    readiness: () => ({ ready: true, reasons: [] }),
    pepper: new Uint8Array(32),
    records: { write: () => {} },
    circuitChanged: () => {},
    rateShare: (limit) => limit,
    leases: { renew: async () => [], onShortage: () => {} },
    alerts: createAlertDesk({
      raise: async () => {},
      resolve: async () => {},
      now: Date.now,
      report: () => {},
    }),
    log: pino({}, { write: (line: string) => void lines.push(line) }),
  });
  open.push(gateway);
  return { gateway, lines };
}

/** Waits, bounded, until something outside this process has been seen. */
async function eventually(check: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !check(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(check()).toBe(true);
}

describe('the core over the real world', () => {
  it('checks its providers as soon as there is a configuration, and hangs up when it is closed', async () => {
    const { target, sockets, paths } = await provider(200);
    let configuration: Configuration | null = null;
    const { gateway } = root(() => configuration);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(paths).toEqual([]);
    configuration = testConfiguration([target]);
    await eventually(() => gateway.health.checks.snapshot()[0]?.state === 'ok');
    expect(paths).toEqual(['/v1/models']);
    await gateway.close();
    await eventually(() => sockets.every((socket) => socket.destroyed));
  });

  it('says a key that is dead from the start in the log, once and without the key', async () => {
    const { target } = await provider(401);
    const { gateway, lines } = root(() => testConfiguration([target]));
    await eventually(() => lines.some((line) => line.includes('"event":"credential_refused"')));
    expect(gateway.health.checks.snapshot()).toMatchObject([{ state: 'refused', credential: 'main' }]);
    expect(lines.filter((line) => line.includes('"event":"credential_out"'))).toHaveLength(1);
    expect(lines.join('')).not.toContain('secret-of-one');
  });
});
