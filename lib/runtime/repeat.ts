/**
 * Does `work` again and again, `pauseMs` after the last time ended, until the returned function is called; that waits
 * for a run under way. `work` must not reject.
 */
export function repeat(pauseMs: number, work: () => Promise<void>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running = Promise.resolve();

  const wait = () => {
    timer = setTimeout(() => {
      running = work().then(() => {
        if (!stopped) wait();
      });
    }, pauseMs);
  };
  wait();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
