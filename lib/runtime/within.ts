import type { Clock } from '#lib/gateway/ports.ts';

/**
 * Waits for `work`, for at most `ms` milliseconds.
 * @throws Error with `message` when it takes longer; it goes on all the same.
 */
export function within<T>(
  work: Promise<T>,
  limit: { readonly clock: Pick<Clock, 'after'>; readonly ms: number; readonly message: string },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = limit.clock.after(limit.ms, () => reject(new Error(limit.message)));
    work.then(resolve, reject).finally(cancel);
  });
}
