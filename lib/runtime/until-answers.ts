import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 50;
const answerLimitMs = 30_000;

/** Waits until a URL answers without a server error. Ends early, without a word, when `signal` is aborted. */
export async function untilAnswers(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]);
      const { status, body } = await fetch(url, { redirect: 'manual', signal: limit });
      await body?.cancel();
      if (status < 500) return;
    } catch {
      // Not yet.
    }
    await sleep(pauseMs);
  }
}
