import type { ConsoleChild } from './console-child.ts';
import { createConsoleProxy } from './console-proxy.ts';
import type { Household, Listener } from './front-door.ts';

/** Who lives in this process. */
export interface Residents {
  /** The data plane; null in a process that is the console alone. */
  readonly gateway: Listener | null;
  /** The console process; null in a process that is the data plane alone. */
  readonly console: Pick<ConsoleChild, 'socketPath'> | null;
  /** While developing, pages hold a web socket to the bundler. */
  readonly dev: boolean;
}

/** The gateway's own paths, which never reach the console process. */
const gatewayPath = /^\/(v1(\/|$)|healthz$|readyz$|metrics$)/;

/** Who answers which path, by who is there. */
export function householdOf({ gateway, console, dev }: Residents): Household {
  // Alone, the gateway answers every path, with its own 404.
  if (console === null) return { listenerFor: () => gateway, upgrade: null };
  const proxy = createConsoleProxy(() => console.socketPath());
  const upgrade = dev ? proxy.upgrade : null;
  if (gateway !== null) {
    return { listenerFor: (path) => (gatewayPath.test(path) ? gateway : proxy.handle), upgrade };
  }
  return { listenerFor: (path) => (path === '/healthz' ? alive : proxy.handle), upgrade };
}

/** This process is up, whatever its console is doing; everything else is the console's to say. */
const alive: Listener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end('{"status":"ok"}');
};
