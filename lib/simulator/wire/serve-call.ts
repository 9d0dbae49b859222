import type { IncomingMessage } from 'node:http';
import type { ErrorKind } from '../scenario/names.ts';
import { type Exchange, resetConnection, send } from './exchange.ts';
import { type Location, locate } from './locate.ts';
import { type PlanDeps, planCall, readableBody, refusal } from './plan-call.ts';

/** What serving a call needs of the simulator around it. */
export interface ServeDeps extends PlanDeps {
  keepBody(exchange: Exchange, body: unknown, bytes: number): void;
  /** A call for an answer has arrived whole. */
  noteAnswerAsked(scenario: string): void;
  /** A mistake in the simulator itself. */
  logError(error: unknown): void;
}

/** Larger bodies are refused as the providers refuse them. */
const maxRequestBytes = 32 * 1024 * 1024;

/** Serves one request from its first byte to the last of its reply. */
export function serveCall(exchange: Exchange, deps: ServeDeps): void {
  const { request, call } = exchange;
  const location = locate(call.url, request.headers);
  call.scenario = location.scenario;
  call.dialect = location.dialect;
  readBody(request, (text, bytes) => {
    try {
      if (text === null) refuse(exchange, 'payload_too_large', {}, deps);
      else serveBody({ exchange, location, text, bytes }, deps);
    } catch (error) {
      deps.logError(error);
      if (exchange.response.headersSent) exchange.response.destroy();
      else refuse(exchange, 'server_error', { message: 'The simulator itself failed; see its log.' }, deps);
    }
  });
}

interface Arrived {
  readonly exchange: Exchange;
  readonly location: Location;
  readonly text: string;
  readonly bytes: number;
}

function serveBody({ exchange, location, text, bytes }: Arrived, deps: ServeDeps): void {
  const { request, call } = exchange;
  if (text !== '') deps.keepBody(exchange, readableBody(text), bytes);
  const { method, url } = call;
  const { act, ...facts } = planCall({ method, url, headers: request.headers, text }, location, deps);
  Object.assign(call, facts);
  if (facts.operation === 'chat') deps.noteAnswerAsked(location.scenario);
  switch (act.do) {
    case 'reply':
      send(exchange, act.reply);
      break;
    case 'reset':
      exchange.timer = setTimeout(resetConnection, act.delayMs, exchange);
      break;
    case 'silence':
      break;
    default:
      act satisfies never;
  }
}

/** Calls back once, with null when the body is larger than any provider takes. */
function readBody(request: IncomingMessage, done: (text: string | null, bytes: number) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxRequestBytes) chunks.push(chunk);
    else chunks.length = 0;
  });
  request.on('end', () => {
    if (bytes > maxRequestBytes) done(null, bytes);
    else done((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString('utf8') ?? '', bytes);
  });
}

function refuse(exchange: Exchange, kind: ErrorKind, details: { message?: string }, deps: ServeDeps): void {
  const requestId = `req_${deps.nextId()}`;
  send(exchange, refusal(exchange.call.dialect, kind, { ...details, requestId }));
}
