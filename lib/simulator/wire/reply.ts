import type { OutgoingHttpHeaders } from 'node:http';
import { composeAnswer, countInputTokens } from '../answer/compose-answer.ts';
import { embed } from '../answer/embed.ts';
import { type Dialect, type DialectCall, NativeRefusal } from '../dialects/dialect.ts';
import { errorKindOf, nativeError } from '../errors.ts';
import type { ErrorKind, Fault } from '../scenario-schema.ts';
import type { ScenarioState } from '../scenario-state.ts';
import { generationMs, type Step, streamSteps, wholeBody, wholeSteps } from './steps.ts';

/** Models that the lists show; any other name works too unless it contains `missing`. */
export const listedModels = ['sim-small', 'sim-large'] as const;

/** A reply before anything of it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** Before the head. */
  readonly delayMs: number;
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

/** The provider's reply to a call: the fault's own, a refusal, or an answer with the fault worked into it. */
export function composeReply(input: ReplyInput): Reply {
  const { fault } = input;
  if (fault?.body !== undefined)
    return finish(input, { contentType: contentTypeOf(input), steps: wholeBody(fault.body) });
  const isInBand = fault?.error_event_after_tokens !== undefined;
  if (fault !== null && !isInBand && (fault.error !== undefined || (fault.status ?? 200) >= 400)) {
    return replyWithError(input, fault.error ?? errorKindOf(fault.status ?? 500));
  }
  try {
    requireAcceptedSecret(input);
    return answer(input);
  } catch (error) {
    if (error instanceof NativeRefusal) return replyWithError(input, error);
    throw error;
  }
}

function answer(input: ReplyInput): Reply {
  const { dialect, call, state } = input;
  switch (call.operation.name) {
    case 'chat':
      return answerChat(input);
    case 'embeddings': {
      const request = dialect.embeddings?.read(call);
      if (dialect.embeddings === null || request === undefined) throw new NativeRefusal('model_not_found');
      requireModel(request.model);
      const vectors = request.inputs.map((text) => embed(text, request.dimensions, state.scenario.seed));
      return replyWithJson(input, dialect.embeddings.write(request, vectors));
    }
    case 'count_tokens':
      requireModel(input.model);
      return replyWithJson(input, dialect.countTokens(countInputTokens(dialect.readPrompt(call))));
    case 'models': {
      const { model } = call.operation;
      requireModel(model ?? null);
      return replyWithJson(
        input,
        model === undefined ? dialect.modelList(listedModels) : dialect.model(model),
      );
    }
    default:
      return call.operation.name satisfies never;
  }
}

function answerChat(input: ReplyInput): Reply {
  const { dialect, call, state, fault } = input;
  const prompt = dialect.readPrompt(call);
  requireModel(prompt.model);
  const said = composeAnswer(prompt, state.scenario, state.promptCache(prompt));
  const facts = {
    prompt,
    uniqueId: input.uniqueId,
    nowMs: input.nowMs,
    streamAs: call.operation.streamAs ?? 'events',
  };
  const errorBody = () => {
    const error = fault?.error ?? 'overloaded';
    return typeof error === 'string' ? nativeError(dialect.id, error, errorFacts(input)).body : error;
  };
  if (prompt.stream) {
    const script = dialect.stream(said, facts);
    const steps = streamSteps(script, fault, () => dialect.event(errorBody()));
    return finish(input, { contentType: script.contentType, steps, chunked: true });
  }
  const tokens = said.usage.output;
  const body = JSON.stringify(dialect.whole(said, facts));
  const steps = wholeSteps(body, tokens, fault, () => JSON.stringify(errorBody()));
  const delayMs = fault === null ? 0 : generationMs(tokens, fault);
  return finish(input, { contentType: 'application/json', steps, delayMs, intended: body });
}

function replyWithJson(input: ReplyInput, body: unknown): Reply {
  return finish(input, { contentType: 'application/json', steps: wholeBody(JSON.stringify(body)) });
}

function replyWithError(
  input: ReplyInput,
  error: ErrorKind | NativeRefusal | Readonly<Record<string, unknown>>,
): Reply {
  const { dialect, fault } = input;
  if (error instanceof NativeRefusal) {
    const message = error.message === '' ? undefined : error.message;
    const native = nativeError(dialect.id, error.kind, {
      ...errorFacts(input),
      status: undefined,
      message,
      param: error.param,
    });
    return finish(
      { ...input, fault: null },
      {
        ...native,
        contentType: 'application/json',
        steps: wholeBody(JSON.stringify(native.body)),
        delayMs: fault?.delay_headers_ms ?? 0,
      },
    );
  }
  const native =
    typeof error === 'string'
      ? nativeError(dialect.id, error, errorFacts(input))
      : { status: fault?.status ?? 500, headers: {}, body: error };
  // Gemini's blocked prompt is a 200, and so comes as an event when a stream was asked for.
  const asEvent = native.status < 400 && input.stream && input.call.operation.streamAs !== 'array';
  const text = asEvent ? dialect.event(native.body) : JSON.stringify(native.body);
  return finish(input, {
    status: native.status,
    headers: native.headers,
    contentType: asEvent ? 'text/event-stream' : 'application/json',
    steps: wholeBody(text),
  });
}

function errorFacts(input: ReplyInput) {
  return {
    model: input.model ?? '',
    requestId: `req_${input.uniqueId}`,
    status: input.fault?.status,
    retryAfterS: input.fault?.retry_after_s,
  };
}

interface Draft {
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
function finish(input: ReplyInput, draft: Draft): Reply {
  const { dialect, fault } = input;
  const headers: OutgoingHttpHeaders = {
    'content-type': fault?.content_type ?? draft.contentType,
    ...draft.headers,
  };
  if (dialect.requestIdHeader !== null) headers[dialect.requestIdHeader] = `req_${input.uniqueId}`;
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
  for (const step of draft.steps) if (step.do === 'write') length += Buffer.byteLength(step.text);
  return length;
}

function contentTypeOf(input: ReplyInput): string {
  return input.stream && input.call.operation.streamAs !== 'array' ? 'text/event-stream' : 'application/json';
}

function requireAcceptedSecret(input: ReplyInput): void {
  const accepted = input.state.scenario.accepted_secrets;
  if (input.secret === null) throw new NativeRefusal('missing_key');
  if (accepted !== undefined && !accepted.includes(input.secret)) throw new NativeRefusal('invalid_key');
}

function requireModel(model: string | null): void {
  if (model?.includes('missing')) throw new NativeRefusal('model_not_found');
}
