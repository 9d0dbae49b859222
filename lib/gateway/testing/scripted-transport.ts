import type { UpstreamRequest } from '../adapters/adapter.ts';
import { UpstreamError } from '../errors.ts';
import type { Clock, Transport, TransportOptions } from '../ports.ts';

/** One step of a scripted answer's body. */
export type BodyStep =
  | { readonly send: string }
  | { readonly waitMs: number }
  /** Breaks the connection. */
  | { readonly cut: true };

/** What a provider does with one call. */
export type Script =
  | { readonly refuse: true }
  | { readonly hang: true }
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string | readonly BodyStep[];
      /** Before the head, in milliseconds. */
      readonly delayMs?: number;
    };

/** A call that reached a provider. */
export interface ScriptedCall {
  readonly request: UpstreamRequest;
  readonly options: TransportOptions;
  aborted: boolean;
}

/** A network that does what a test says. */
export interface ScriptedTransport extends Transport {
  readonly calls: ScriptedCall[];
  /** Queues answers for calls to this host; the last one repeats. */
  script(host: string, ...answers: Script[]): void;
  /** Calls that reached this host. */
  callsTo(host: string): ScriptedCall[];
}

/** Answers by host, on a hand-moved clock. */
export function createScriptedTransport(clock: Clock): ScriptedTransport {
  const scripts = new Map<string, Script[]>();
  const calls: ScriptedCall[] = [];

  const pause = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const cancel = clock.after(ms, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        reject(signal.reason);
      });
    });
  const never = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      if (signal.aborted) return reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    });

  async function* play(steps: readonly BodyStep[], call: ScriptedCall): AsyncGenerator<Uint8Array> {
    const { signal } = call.options;
    let complete = false;
    try {
      for (const step of steps) {
        if (signal.aborted) throw signal.reason;
        if ('send' in step) yield new TextEncoder().encode(step.send);
        else if ('waitMs' in step) await pause(step.waitMs, signal);
        else throw new UpstreamError('connection_failed', 'The connection was cut.');
      }
      complete = true;
    } finally {
      if (!complete) call.aborted = true;
    }
  }

  return {
    calls,
    script: (host, ...answers) => void scripts.set(host, answers),
    callsTo: (host) => calls.filter((call) => new URL(call.request.url).host === host),
    async send(request, options) {
      const call: ScriptedCall = { request, options, aborted: false };
      calls.push(call);
      options.signal.addEventListener('abort', () => {
        call.aborted = true;
      });
      const { host } = new URL(request.url);
      const queue = scripts.get(host) ?? [];
      const script = queue.length > 1 ? queue.shift() : queue[0];
      if (script === undefined || 'refuse' in script)
        throw new UpstreamError('connection_failed', 'The connection was refused.');
      if ('hang' in script) return never(options.signal);
      if (script.delayMs !== undefined) await pause(script.delayMs, options.signal);
      const steps = typeof script.body === 'string' ? [{ send: script.body }] : (script.body ?? []);
      return { status: script.status, headers: script.headers ?? {}, body: play(steps, call) };
    },
  };
}
