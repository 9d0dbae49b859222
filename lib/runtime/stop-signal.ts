/** Ctrl-C, a polite kill, and the end of the terminal. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const parentCheckMs = 500;

/**
 * Aborted by the first signal to end. Further ones change nothing: an impatient second Ctrl-C, or the copy that npm
 * passes on, must not cut the drain short. Started by npm, the process also ends when npm is gone: npm cannot pass
 * on the signal that kills it outright.
 */
export function stopOnSignal(): AbortSignal {
  const asked = new AbortController();
  for (const signal of signals) process.on(signal, () => asked.abort(signal));
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && asked.abort('orphaned'), parentCheckMs).unref();
  }
  return asked.signal;
}

/** Resolves when the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
