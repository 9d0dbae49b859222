import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { OpenCall } from './call-log.ts';
import type { Reply } from './reply-head.ts';
import type { Step } from './steps.ts';

/** One request and its response, under way. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly call: OpenCall;
  /** The pause that is running. */
  timer: NodeJS.Timeout | null;
  /** The simulator itself broke the connection: the client did not leave. */
  isBroken: boolean;
}

/** Sends a reply: its delay, its head, its steps. */
export function send(exchange: Exchange, reply: Reply): void {
  if (reply.delayMs === 0) {
    begin(exchange, reply);
    return;
  }
  exchange.timer = setTimeout(begin, reply.delayMs, exchange, reply);
}

/** Breaks the connection with a TCP reset, before anything was answered. */
export function resetConnection(exchange: Exchange): void {
  exchange.isBroken = true;
  exchange.request.socket.resetAndDestroy();
}

function begin(exchange: Exchange, reply: Reply): void {
  const { response, request, call } = exchange;
  if (reply.endlessHead !== undefined) {
    request.socket.write(reply.endlessHead.before);
    repeat(exchange, request.socket, reply.endlessHead.again);
    return;
  }
  for (let sent = 0; sent < (reply.interimHeads ?? 0); sent += 1) response.writeProcessing();
  call.status = reply.status;
  response.writeHead(reply.status, reply.headers);
  if (reply.steps[0]?.do !== 'write') response.flushHeaders();
  play(exchange, reply.steps, 0);
}

function play(exchange: Exchange, steps: readonly Step[], from: number): void {
  const { response } = exchange;
  for (let at = from; at < steps.length; at += 1) {
    const step = steps[at];
    switch (step?.do) {
      case 'write':
        if (steps[at + 1]?.do === 'end') {
          response.end(step.text);
          return;
        }
        response.write(step.text);
        break;
      case 'drip':
        drip(exchange, step, () => play(exchange, steps, at + 1));
        return;
      case 'repeat':
        repeat(exchange, response, step.text);
        return;
      case 'wait':
        exchange.timer = setTimeout(play, step.ms, exchange, steps, at + 1);
        return;
      case 'end':
        response.end();
        return;
      case 'cut':
        exchange.isBroken = true;
        // Lets out what was written, then closes without the end that HTTP asks for.
        exchange.request.socket.destroySoon();
        return;
      default:
        return;
    }
  }
}

/** Fast enough to fill any memory in minutes, slow enough to leave the machine to others. */
const repeatMs = 1;

/** Writes the same for ever, at the pace of the client; `close` of the response ends it. */
function repeat(exchange: Exchange, to: Writable, text: string): void {
  if (to.destroyed) return;
  const again = () => repeat(exchange, to, text);
  if (to.write(text)) exchange.timer = setTimeout(again, repeatMs);
  else to.once('drain', again);
}

/** One byte at a time. */
function drip(exchange: Exchange, { bytes, ms }: Extract<Step, { do: 'drip' }>, done: () => void): void {
  let at = 0;
  const next = () => {
    if (at >= bytes.length) return done();
    exchange.response.write(bytes.subarray(at, at + 1));
    at += 1;
    exchange.timer = setTimeout(next, ms);
  };
  next();
}
