/** What the body asks of the connection behind it. */
interface Flow {
  pause(): void;
  resume(): void;
  /** The reader left: tear the call down. */
  cancel(): void;
}

/** A body that the connection pushes into and one reader takes from. */
export interface ResponseBody extends AsyncIterable<Uint8Array> {
  push(chunk: Uint8Array): void;
  end(): void;
  fail(error: Error): void;
}

/** Beyond this many unread bytes the connection is paused: a slow reader costs back-pressure, not memory. */
const highWaterBytes = 256 * 1024;

/** Joins undici's callbacks to one async reader, with back-pressure. */
export function createResponseBody(flow: Flow): ResponseBody {
  let unread: Uint8Array[] = [];
  let unreadBytes = 0;
  let ended = false;
  let failure: Error | null = null;
  let waiting: { resolve(result: IteratorResult<Uint8Array>): void; reject(error: Error): void } | null =
    null;

  const take = (): Uint8Array => {
    const [only] = unread;
    const chunk = unread.length === 1 && only !== undefined ? only : Buffer.concat(unread);
    unread = [];
    if (unreadBytes >= highWaterBytes) flow.resume();
    unreadBytes = 0;
    return chunk;
  };

  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      if (unread.length > 0) return Promise.resolve({ done: false, value: take() });
      if (failure !== null) return Promise.reject(failure);
      if (ended) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    return() {
      if (!ended && failure === null) flow.cancel();
      ended = true;
      unread = [];
      return Promise.resolve({ done: true, value: undefined });
    },
  };

  return {
    push(chunk) {
      if (ended) return;
      if (waiting !== null) {
        const reader = waiting;
        waiting = null;
        return reader.resolve({ done: false, value: chunk });
      }
      unread.push(chunk);
      const before = unreadBytes;
      unreadBytes += chunk.length;
      if (before < highWaterBytes && unreadBytes >= highWaterBytes) flow.pause();
    },
    end() {
      ended = true;
      waiting?.resolve({ done: true, value: undefined });
      waiting = null;
    },
    fail(error) {
      failure = error;
      waiting?.reject(error);
      waiting = null;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
}
