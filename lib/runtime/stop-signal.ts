/** Ctrl-C, a polite kill, and the end of the terminal. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Aborted by the first signal to end. Further ones change nothing: an impatient second Ctrl-C, or the copy that npm
 * passes on, must not cut the drain short.
 */
export function stopOnSignal(): AbortSignal {
  const asked = new AbortController();
  for (const signal of signals) process.on(signal, () => asked.abort(signal));
  return asked.signal;
}

/** Resolves when the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
