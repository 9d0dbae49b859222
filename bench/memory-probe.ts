/**
 * Loaded into a gateway process beside its own program (`node --expose-gc --import`): tells the parent, when asked over the channel,
 * what the process holds. The gateway itself knows nothing of it.
 */
export interface MemorySight {
  /** Bytes, after a full collection. */
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
  /** Open handles by kind: `TCPSocketWrap`, `Timeout`, … */
  readonly handles: Readonly<Record<string, number>>;
  readonly unhandledRejections: number;
}

let unhandledRejections = 0;
process.on('unhandledRejection', () => {
  unhandledRejections += 1;
});

process.on('message', (message) => {
  if (message !== 'memory' || process.send === undefined) return;
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  process.send({ heapUsed, external, rss, handles, unhandledRejections } satisfies MemorySight);
});
// The channel alone must not keep a gateway running that wants to end.
process.channel?.unref();
