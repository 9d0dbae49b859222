import { UpstreamError } from '#lib/gateway/errors.ts';
import type { Clock } from '#lib/gateway/ports.ts';
import type { Step } from '#lib/simulator/wire/steps.ts';
import { pause, untilAborted } from './wait-on-clock.ts';

/** How a body is played. */
interface Stage {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** As announced; null when the end of a stream tells. Bytes. */
  readonly length: number | null;
  /** Told once nothing more will come. */
  over(): void;
}

/** The pace at which the simulator repeats without end. Milliseconds. */
const repeatMs = 1;

/** A network hands over no more than this at a time. */
const pieceBytes = 64 * 1024;

const cut = () => new UpstreamError('connection_failed', 'The connection was cut.');

/** What a client reads of the simulator's steps: never more than was announced, and a cut when less came. */
export async function* playBody(steps: readonly Step[], stage: Stage): AsyncGenerator<Uint8Array> {
  const { signal, length, over } = stage;
  let left = length ?? Number.POSITIVE_INFINITY;
  for await (const piece of pieces(steps, stage)) {
    if (signal.aborted) throw signal.reason;
    if (piece === 'cut') {
      over();
      if (left === 0) return;
      throw cut();
    }
    const read = piece.subarray(0, left);
    left -= read.length;
    // Once all that was announced is there, a client reads no further.
    if (left === 0) over();
    if (read.length > 0) yield read;
    if (left === 0) return;
  }
  over();
}

async function* pieces(steps: readonly Step[], { clock, signal }: Stage): AsyncGenerator<Uint8Array | 'cut'> {
  for (const step of steps) {
    switch (step.do) {
      case 'write': {
        const bytes = Buffer.from(step.text);
        for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
        break;
      }
      case 'drip':
        for (let at = 0; at < step.bytes.length; at += 1) {
          yield step.bytes.subarray(at, at + 1);
          await pause(clock, step.ms, signal);
        }
        break;
      case 'repeat':
        for (;;) {
          yield Buffer.from(step.text);
          await pause(clock, repeatMs, signal);
        }
      case 'wait':
        await pause(clock, step.ms, signal);
        break;
      case 'stall':
        await untilAborted(signal);
        break;
      case 'cut':
        yield 'cut';
        return;
      case 'end':
        return;
      default:
        step satisfies never;
    }
  }
}
