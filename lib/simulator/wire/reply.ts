import { composeAnswer, countInputTokens } from '../answer/compose-answer.ts';
import { embed } from '../answer/embed.ts';
import { NativeRefusal } from '../dialects/dialect.ts';
import { errorKindOf, nativeError } from '../errors.ts';
import type { ErrorKind } from '../scenario/names.ts';
import { damagedAnswer, endlessHeads, endlessStream, endlessWhole } from './hostile.ts';
import { finish, type Reply, type ReplyInput } from './reply-head.ts';
import { generationMs, streamSteps, wholeBody, wholeSteps } from './steps.ts';

/** Models that the lists show; any other name works too unless it contains `missing`. */
export const listedModels = ['sim-small', 'sim-large'] as const;

/** The provider's reply to a call: the fault's own, a refusal, or an answer with the fault worked into it. */
export function composeReply(input: ReplyInput): Reply {
  const { fault } = input;
  if (fault?.endless === 'interim' || fault?.endless === 'head') {
    const { delay_headers_ms: delayMs = 0 } = fault;
    return { status: 200, headers: {}, delayMs, endlessHead: endlessHeads[fault.endless], steps: [] };
  }
  if (fault?.body !== undefined) {
    return finish(input, { contentType: contentTypeOf(input), steps: wholeBody(fault.body) });
  }
  const isInBand = fault?.error_event_after_tokens !== undefined;
  if (fault !== null && !isInBand && (fault.error !== undefined || (fault.status ?? 200) >= 400)) {
    return replyWithError(input, fault.error ?? errorKindOf(fault.status ?? 500));
  }
  try {
    requireAcceptedSecret(input);
    return answer(input);
  } catch (error) {
    if (error instanceof NativeRefusal) return replyWithRefusal(input, error);
    throw error;
  }
}

function answer(input: ReplyInput): Reply {
  const { dialect, call, state } = input;
  switch (call.operation.name) {
    case 'chat':
      return answerChat(input);
    case 'embeddings': {
      const { embeddings } = dialect;
      if (embeddings === null) throw new NativeRefusal('model_not_found');
      const request = embeddings.read(call);
      requireModel(request.model);
      const vectors = request.inputs.map((text) => embed(text, request.dimensions, state.scenario.seed));
      return replyWithJson(input, embeddings.write(request, vectors));
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
  const said = damagedAnswer(composeAnswer(prompt, state.scenario, state.promptCache(prompt)), fault);
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
  const endless = bodyWithoutEnd(fault);
  if (prompt.stream) {
    const script = dialect.stream(said, facts);
    const steps =
      endless === null
        ? streamSteps(script, fault, () => dialect.event(errorBody()))
        : endlessStream(script, endless);
    return finish(input, { contentType: script.contentType, steps, chunked: true });
  }
  if (endless !== null)
    return finish(input, { contentType: 'application/json', steps: endlessWhole(endless), chunked: true });
  const tokens = said.usage.output;
  const body = JSON.stringify(dialect.whole(said, facts));
  const steps = wholeSteps(body, tokens, fault, () => JSON.stringify(errorBody()));
  const delayMs = fault === null ? 0 : generationMs(tokens, fault);
  return finish(input, { contentType: 'application/json', steps, delayMs, intended: body });
}

function bodyWithoutEnd(fault: ReplyInput['fault']): 'body' | 'line' | 'tokens' | null {
  const endless = fault?.endless;
  return endless === undefined || endless === 'interim' || endless === 'head' ? null : endless;
}

function replyWithJson(input: ReplyInput, body: unknown): Reply {
  return finish(input, { contentType: 'application/json', steps: wholeBody(JSON.stringify(body)) });
}

/** What the provider says by itself, so only the fault's delay applies. */
function replyWithRefusal(input: ReplyInput, refusal: NativeRefusal): Reply {
  const message = refusal.message === '' ? undefined : refusal.message;
  const facts = { ...errorFacts(input), message, param: refusal.param };
  const { status, headers, body } = nativeError(input.dialect.id, refusal.kind, facts);
  const steps = wholeBody(JSON.stringify(body));
  const delayMs = input.fault?.delay_headers_ms ?? 0;
  return finish(
    { ...input, fault: null },
    { status, headers, contentType: 'application/json', steps, delayMs },
  );
}

function replyWithError(input: ReplyInput, error: ErrorKind | Readonly<Record<string, unknown>>): Reply {
  const { dialect, fault } = input;
  const status = fault?.status;
  const facts = { ...errorFacts(input), status, retryAfterS: fault?.retry_after_s };
  const native =
    typeof error === 'string'
      ? nativeError(dialect.id, error, facts)
      : { status: status ?? 500, headers: {}, body: error };
  // Gemini's blocked prompt is a 200, and so comes as an event when a stream was asked for.
  const asEvent = native.status < 400 && contentTypeOf(input) === eventStream;
  return finish(input, {
    status: native.status,
    headers: native.headers,
    contentType: asEvent ? eventStream : 'application/json',
    steps: wholeBody(asEvent ? dialect.event(native.body) : JSON.stringify(native.body)),
  });
}

function errorFacts(input: ReplyInput) {
  return { model: input.model ?? '', requestId: `req_${input.uniqueId}` };
}

const eventStream = 'text/event-stream';

function contentTypeOf(input: ReplyInput): string {
  return input.stream && input.call.operation.streamAs !== 'array' ? eventStream : 'application/json';
}

function requireAcceptedSecret(input: ReplyInput): void {
  const accepted = input.state.scenario.accepted_secrets;
  if (input.secret === null) throw new NativeRefusal('missing_key');
  if (accepted !== undefined && !accepted.includes(input.secret)) throw new NativeRefusal('invalid_key');
}

function requireModel(model: string | null): void {
  if (model?.includes('missing')) throw new NativeRefusal('model_not_found');
}
