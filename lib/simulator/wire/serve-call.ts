import type { IncomingMessage } from 'node:http';
import type { DialectCall } from '../dialects/dialect.ts';
import { dialects } from '../dialects/index.ts';
import { nativeError } from '../errors.ts';
import type { DialectId, ErrorKind } from '../scenario-schema.ts';
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
}

/** Larger bodies are refused as the providers refuse them. */
const maxRequestBytes = 32 * 1024 * 1024;

/** Serves one request from its first byte to the last of its reply. */
export function serveCall(exchange: Exchange, deps: ServeDeps): void {
  const { request, call } = exchange;
  const location = locate(call.url, request.headers);
  call.scenario = location.scenario;
  call.dialect = location.dialect;
  if (request.method === 'GET') request.resume();
  readBody(request, (text, bytes) => {
    if (text === null) refuse(exchange, location.dialect, 'payload_too_large', undefined, deps);
    else serveBody({ exchange, location, text, bytes }, deps);
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
    refuse(exchange, location.dialect, 'not_found', `There is no scenario "${location.scenario}".`, deps);
    return;
  }
  if (dialect === null || operation === null) {
    refuse(
      exchange,
      location.dialect,
      'not_found',
      `Unknown request URL: ${request.method} ${call.url.split('?')[0]}.`,
      deps,
    );
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

function refuse(
  exchange: Exchange,
  dialect: DialectId | null,
  problem: 'not_found' | 'payload_too_large',
  message: string | undefined,
  deps: ServeDeps,
): void {
  const kind: ErrorKind = problem === 'not_found' ? 'invalid_request' : problem;
  const status = problem === 'not_found' ? 404 : 413;
  const native = nativeError(dialect ?? 'openai', kind, {
    model: '',
    requestId: `req_${deps.nextId()}`,
    status,
    message,
  });
  const text = JSON.stringify(native.body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  send(exchange, { status, headers, delayMs: 0, steps: wholeBody(text) });
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
