import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import next from 'next';
import { makeSocketPath, removeSocketPath } from '#db/private-socket.ts';
import type { FromConsole, ToConsole } from './console-messages.ts';
import { consoleVariables } from './console-settings.ts';
import { runningDataPlanes } from './running-data-planes.ts';

/**
 * The console: Next.js on a private socket, for the gateway process alone. Ctrl-C reaches every process of the
 * terminal at once, so signals are left to the gateway process; this one listens to its channel only, and when
 * that closes, because the other is gone, it goes too.
 */
async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('disconnect', () => process.exit(0));
  // Standard output is for the log and the ready line; what Next has to say goes to standard error.
  console.log = console.error;

  const settings = untilSettings();
  const server = createServer();
  // The proxy in front keeps its connections; if this side closed one, a call could be lost on it.
  server.keepAliveTimeout = 0;
  const root = join(import.meta.dirname, '..', '..');
  const app = next({ dev: process.argv.includes('--dev'), dir: root, httpServer: server });
  await app.prepare();
  // Nothing reads them before the first call.
  Object.assign(process.env, consoleVariables(await settings));
  const handle = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  server.on('request', (request, response) => void handle(request, response));
  server.on('upgrade', (request, socket, head) => void upgrade(request, socket, head));

  const socketPath = await listen(server);
  onMessage((message) => message.type === 'stop' && void stop(server));
  process.send?.({ type: 'listening', socketPath } satisfies FromConsole);
}

/** The door in front is closed: what is still open here, nobody waits for. */
async function stop(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  // The gateway's endpoints are mounted here too, and keep records of what they did.
  await Promise.allSettled([...runningDataPlanes].map((dataPlane) => dataPlane.stop()));
  process.exit(0);
}

function onMessage(listener: (message: ToConsole) => void): void {
  process.on('message', (message) => listener(message as ToConsole));
}

function untilSettings() {
  return new Promise<Extract<ToConsole, { type: 'settings' }>['settings']>((resolve) => {
    onMessage((message) => {
      if (message.type === 'settings') resolve(message.settings);
      // Nothing is being served yet.
      else if (message.type === 'stop') process.exit(0);
    });
  });
}

/** Listens where only this user can connect, and leaves nothing behind at the end. */
function listen(server: Server): Promise<string> {
  const socketPath =
    process.platform === 'win32' ? `\\\\.\\pipe\\understudy-${process.pid}` : makeSocketPath('console.sock');
  process.on('exit', () => removeSocketPath(socketPath));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => resolve(socketPath));
  });
}

await main();
