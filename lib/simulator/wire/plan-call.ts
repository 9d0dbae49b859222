import type { IncomingHttpHeaders } from 'node:http';
import type { DialectCall } from '../dialects/dialect.ts';
import { dialects } from '../dialects/index.ts';
import { nativeError } from '../errors.ts';
import type { DialectId, ErrorKind, OperationName } from '../scenario/names.ts';
import type { ScenarioState } from '../scenario-state.ts';
import type { Location } from './locate.ts';
import { composeReply } from './reply.ts';
import type { Reply } from './reply-head.ts';
import { wholeBody } from './steps.ts';

/** A request that has arrived whole. */
export interface ArrivedCall {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The body; empty when there was none. */
  readonly text: string;
}

/** What deciding on a call needs of the simulator around it. */
export interface PlanDeps {
  scenario(name: string): ScenarioState | undefined;
  nextId(): string;
  /** Unix milliseconds. */
  now(): number;
}

/** What is done about a call, and what was understood of it. */
export interface CallPlan {
  /** Null when the provider has no such path. */
  readonly operation: OperationName | null;
  readonly model: string | null;
  readonly stream: boolean;
  /** Place in the scenario's list of the fault that applies, or null. */
  readonly fault: number | null;
  readonly act:
    | { readonly do: 'reply'; readonly reply: Reply }
    | { readonly do: 'reset'; readonly delayMs: number }
    | { readonly do: 'silence' };
}

/** Decides what a provider does with a call. No network, no timers: whoever plays the plan has them. */
export function planCall(arrived: ArrivedCall, location: Location, deps: PlanDeps): CallPlan {
  const { text, headers } = arrived;
  const body = text === '' ? undefined : parseJson(text);
  const state = deps.scenario(location.scenario);
  const dialect = location.dialect === null ? null : dialects[location.dialect];
  const operation = dialect?.operation(arrived.method, location.path, location.query) ?? null;
  if (state === undefined) return unknown(location, `There is no scenario "${location.scenario}".`, deps);
  if (dialect === null || operation === null) {
    const path = arrived.url.split('?')[0];
    return unknown(location, `Unknown request URL: ${arrived.method} ${path}.`, deps);
  }
  const model = operation.model ?? fieldOf(body, 'model', 'string');
  const stream = operation.stream ?? fieldOf(body, 'stream', 'boolean') ?? false;
  const nowMs = deps.now();
  const index = state.pickFault({ dialect: dialect.id, operation: operation.name, model, stream }, nowMs);
  const fault = index === null ? null : (state.scenario.faults[index] ?? null);
  const facts = { operation: operation.name, model, stream, fault: index };
  if (fault?.silence) return { ...facts, act: { do: 'silence' } };
  if (fault?.reset) return { ...facts, act: { do: 'reset', delayMs: fault.delay_headers_ms ?? 0 } };
  const call: DialectCall = { operation, headers, body };
  const secret = dialect.secret(headers, location.query);
  const uniqueId = deps.nextId();
  const reply = composeReply({ dialect, call, model, stream, secret, state, fault, uniqueId, nowMs });
  return { ...facts, act: { do: 'reply', reply } };
}

/** The body as it is logged: parsed when it is JSON. */
export function readableBody(text: string): unknown {
  return parseJson(text) ?? text;
}

/** What no scenario has a say in. */
export function refusal(
  dialect: DialectId | null,
  kind: ErrorKind,
  details: { status?: number; message?: string; requestId: string },
): Reply {
  const native = nativeError(dialect ?? 'openai', kind, { model: '', ...details });
  const text = JSON.stringify(native.body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return { status: native.status, headers, delayMs: 0, steps: wholeBody(text) };
}

function unknown(location: Location, message: string, deps: PlanDeps): CallPlan {
  const details = { status: 404, message, requestId: `req_${deps.nextId()}` };
  const reply = refusal(location.dialect, 'invalid_request', details);
  return { operation: null, model: null, stream: false, fault: null, act: { do: 'reply', reply } };
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
