import type { IncomingMessage } from 'node:http';
import type { DialectCall } from '../dialects/dialect.ts';
import { dialects } from '../dialects/index.ts';
import { nativeError } from '../errors.ts';
import type { ErrorKind } from '../scenario/names.ts';
import type { ScenarioState } from '../scenario-state.ts';
import { type Exchange, resetConnection, send } from './exchange.ts';
import { type Location, locate } from './locate.ts';
import { composeReply } from './reply.ts';
import { wholeBody } from './steps.ts';

/** What serving a call needs of the simulator around it. */
export interface ServeDeps {
  scenario(name: string): ScenarioState | undefined;
  keepBody(exchange: Exchange, body: unknown, bytes: number): void;
  nextId(): string;
  now(): number;
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
  const body = text === '' ? undefined : parseJson(text);
  if (text !== '') deps.keepBody(exchange, body ?? text, bytes);
  const state = deps.scenario(location.scenario);
  const dialect = location.dialect === null ? null : dialects[location.dialect];
  const operation = dialect?.operation(request.method ?? 'GET', location.path, location.query) ?? null;
  if (state === undefined) {
    const message = `There is no scenario "${location.scenario}".`;
    refuse(exchange, 'invalid_request', { status: 404, message }, deps);
    return;
  }
  if (dialect === null || operation === null) {
    const message = `Unknown request URL: ${call.method} ${call.url.split('?')[0]}.`;
    refuse(exchange, 'invalid_request', { status: 404, message }, deps);
    return;
  }
  call.operation = operation.name;
  call.model = operation.model ?? fieldOf(body, 'model', 'string');
  call.stream = operation.stream ?? fieldOf(body, 'stream', 'boolean') ?? false;
  const nowMs = deps.now();
  call.fault = state.pickFault(
    { dialect: dialect.id, operation: operation.name, model: call.model, stream: call.stream },
    nowMs,
  );
  const fault = call.fault === null ? null : (state.scenario.faults[call.fault] ?? null);
  if (fault?.silence) return;
  if (fault?.reset) {
    exchange.timer = setTimeout(resetConnection, fault.delay_headers_ms ?? 0, exchange);
    return;
  }
  const dialectCall: DialectCall = { operation, headers: request.headers, body };
  const secret = dialect.secret(request.headers, location.query);
  const { model, stream } = call;
  send(
    exchange,
    composeReply({
      dialect,
      call: dialectCall,
      model,
      stream,
      secret,
      state,
      fault,
      uniqueId: deps.nextId(),
      nowMs,
    }),
  );
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

/** Refuses what no scenario has a say in. */
function refuse(
  exchange: Exchange,
  kind: ErrorKind,
  details: { status?: number; message?: string },
  deps: ServeDeps,
): void {
  const facts = { model: '', requestId: `req_${deps.nextId()}`, ...details };
  const native = nativeError(exchange.call.dialect ?? 'openai', kind, facts);
  const text = JSON.stringify(native.body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  send(exchange, { status: native.status, headers, delayMs: 0, steps: wholeBody(text) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface FieldTypes {
  string: string;
  boolean: boolean;
}

function fieldOf<T extends keyof FieldTypes>(body: unknown, name: string, type: T): FieldTypes[T] | null {
  if (typeof body !== 'object' || body === null) return null;
  const value: unknown = Reflect.get(body, name);
  return isOf(value, type) ? value : null;
}

function isOf<T extends keyof FieldTypes>(value: unknown, type: T): value is FieldTypes[T] {
  return typeof value === type;
}
