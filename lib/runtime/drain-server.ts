import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Ends a server without cutting off what it is answering. */
export interface Drain {
  /** Requests being answered now. */
  openRequests(): number;
  /**
   * Takes no new connection, closes the ones that are doing nothing, lets open requests finish, and cuts off what is
   * left after `limitMs`.
   */
  drain(limitMs: number): Promise<void>;
}

/**
 * Watches a server's connections. Node's own `close` waits for connections on which nothing was ever sent, and
 * `closeIdleConnections` does not count them as idle.
 */
export function watchConnections(server: Server): Drain {
  const answering = new Map<Socket, Set<ServerResponse>>();
  let draining = false;

  server.on('connection', (socket) => {
    answering.set(socket, new Set());
    socket.on('close', () => answering.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    answering.get(socket)?.add(response);
    if (draining) response.shouldKeepAlive = false;
    response.on('close', () => {
      const others = answering.get(socket);
      others?.delete(response);
      if (draining && others?.size === 0) socket.end();
    });
  });

  return {
    openRequests: () => [...answering.values()].reduce((sum, responses) => sum + responses.size, 0),
    async drain(limitMs) {
      draining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const [socket, responses] of answering) {
        for (const response of responses) if (!response.headersSent) response.shouldKeepAlive = false;
        if (responses.size === 0) socket.destroy();
      }
      const cutOff = setTimeout(() => {
        for (const socket of answering.keys()) socket.destroy();
      }, limitMs);
      await closed;
      clearTimeout(cutOff);
    },
  };
}
