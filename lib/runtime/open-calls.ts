import type { Gateway } from '#lib/gateway/gateway-call.ts';

/** A gateway whose calls can be waited for. */
export interface WatchedGateway {
  readonly handle: Gateway;
  /** Resolves when every call has ended, its body included, and `limitMs` after the call at the latest. */
  settled(limitMs: number): Promise<void>;
}

/**
 * Watches the calls of a gateway. A caller that was cut off is gone at once, but what its call did is written down only
 * when the relay has noticed: who closes the books waits for that.
 */
export function watchCalls(gateway: Gateway): WatchedGateway {
  let open = 0;
  const waiting = new Set<() => void>();
  const ended = () => {
    open -= 1;
    if (open === 0) for (const resolve of waiting) resolve();
  };

  return {
    async handle(call) {
      open += 1;
      const end = once(ended);
      try {
        const reply = await gateway(call);
        if (!(reply.body instanceof Uint8Array)) return { ...reply, body: watched(reply.body, end) };
        end();
        return reply;
      } catch (error) {
        end();
        throw error;
      }
    },
    settled(limitMs) {
      if (open === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, limitMs);
        waiting.add(done);
      });
    },
  };
}

/** By hand: a generator that was never started runs no `finally`. */
function watched(body: AsyncIterable<Uint8Array>, end: () => void): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const chunks = body[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const result = await chunks.next();
            if (result.done === true) end();
            return result;
          } catch (error) {
            end();
            throw error;
          }
        },
        async return() {
          try {
            await chunks.return?.();
          } finally {
            end();
          }
          return { done: true, value: undefined };
        },
      };
    },
  };
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
