import type { OutgoingHttpHeaders } from 'node:http';
import type { Dialect, DialectCall } from '../dialects/dialect.ts';
import type { Fault } from '../scenario-schema.ts';
import type { ScenarioState } from '../scenario-state.ts';
import { damagedSteps, type EndlessHead } from './hostile.ts';
import type { Step } from './steps.ts';

/** A reply before anything of it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** Before the head. */
  readonly delayMs: number;
  /** Announcements before the head. */
  readonly interimHeads?: number;
  /** What is sent instead of the head, again and again. */
  readonly endlessHead?: EndlessHead;
  readonly steps: readonly Step[];
}

/** Everything a reply depends on. */
export interface ReplyInput {
  readonly dialect: Dialect;
  readonly call: DialectCall;
  readonly model: string | null;
  readonly stream: boolean;
  readonly secret: string | null;
  readonly state: ScenarioState;
  readonly fault: Fault | null;
  readonly uniqueId: string;
  readonly nowMs: number;
}

/** A reply before the fault has had its say about the head. */
export interface Draft {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly steps: readonly Step[];
  readonly delayMs?: number;
  /** A stream, whose length is not announced. */
  readonly chunked?: boolean;
  /** The whole body as it was meant; its length is announced even when the steps break it off. */
  readonly intended?: string;
}

/** Puts the head together; the fault's own headers come last. */
export function finish(input: ReplyInput, intact: Draft): Reply {
  const { dialect, fault } = input;
  const draft = { ...intact, steps: damagedSteps(intact.steps, fault) };
  const headers: OutgoingHttpHeaders = {
    'content-type': fault?.content_type ?? draft.contentType,
    ...draft.headers,
  };
  if (dialect.requestIdHeader !== null) headers[dialect.requestIdHeader] = `req_${input.uniqueId}`;
  if (fault?.gzip !== undefined) headers['content-encoding'] = 'gzip';
  if (fault?.header_bytes !== undefined) headers['x-padding'] = 'p'.repeat(fault.header_bytes);
  const wrongBy = fault?.wrong_content_length;
  if (wrongBy !== undefined || !draft.chunked) {
    headers['content-length'] = Math.max(0, lengthOf(draft) + (wrongBy ?? 0));
  }
  for (const [name, value] of Object.entries(fault?.headers ?? {})) {
    if (value === null) delete headers[name.toLowerCase()];
    else headers[name.toLowerCase()] = value;
  }
  return {
    status: draft.status ?? fault?.status ?? 200,
    headers,
    delayMs: (fault?.delay_headers_ms ?? 0) + (draft.delayMs ?? 0),
    ...(fault?.interim_heads === undefined ? {} : { interimHeads: fault.interim_heads }),
    steps:
      wrongBy === undefined
        ? draft.steps
        : draft.steps.map((step) => (step.do === 'end' ? { do: 'cut' } : step)),
  };
}

function lengthOf(draft: Draft): number {
  const isBroken = draft.steps.at(-1)?.do !== 'end';
  if (isBroken && draft.intended !== undefined) return Buffer.byteLength(draft.intended);
  let length = 0;
  for (const step of draft.steps) {
    if (step.do === 'write') length += Buffer.byteLength(step.text);
    if (step.do === 'drip') length += step.bytes.length;
  }
  return length;
}
