import type { Adapter, DecodeContext, UpstreamReply } from './adapters/adapter.ts';
import {
  type AnswerStream,
  asInterruption,
  holdUntilComplete,
  holdUntilContent,
  openAnswerStream,
} from './answer-stream.ts';
import type { Credential, Route, Target } from './configuration.ts';
import { UpstreamError } from './errors.ts';
import type { Journal, OpenAttempt } from './journal.ts';
import type { GatewayPorts, UpstreamResponse } from './ports.ts';
import { createUsageMeter } from './pricing/usage-meter.ts';
import { readWholeBody } from './read-whole-body.ts';
import type { Health } from './resilience/health.ts';
import { attemptLimits } from './resilience/learnt-limits.ts';
import { estimateInputTokens } from './router/estimate-input.ts';
import type { ChatCompletion, ChatCompletionRequest } from './schema/chat-completion.ts';
import { createCanonicalStream } from './stream/canonical-events.ts';
import { type Limit, startUpstreamCall, type UpstreamCall } from './upstream-call.ts';

/** Everything one upstream call depends on. */
export interface AttemptInput {
  readonly ports: GatewayPorts;
  readonly health: Pick<Health, 'latency'>;
  readonly journal: Journal;
  readonly adapter: Adapter;
  readonly route: Route;
  readonly target: Target;
  readonly credential: Credential;
  readonly request: ChatCompletionRequest;
  readonly callerSignal: AbortSignal;
  readonly deadlineMs: number;
  readonly freshConnection: boolean;
  /** The request ends with a part of the answer, which may need no more than its end. */
  readonly continuesAnswer?: boolean;
  /** Shown each response head, whatever its status, before its body is read. */
  readonly onResponseHead: (response: UpstreamResponse) => void;
}

/** An upstream call that has begun to answer: from here on its content may reach the caller. */
export type Answer = WholeAnswer | StreamAnswer;

/** A complete answer. */
export interface WholeAnswer {
  readonly type: 'whole';
  readonly attempt: OpenAttempt;
  readonly completion: ChatCompletion;
  /** What to send: the provider's own bytes where they are canonical already. */
  readonly json: string;
}

/** A stream whose first content has arrived. */
export interface StreamAnswer {
  readonly type: 'stream';
  readonly attempt: OpenAttempt;
  readonly stream: AnswerStream;
}

/** An error body larger than this says no more. Bytes. */
const maxErrorBytes = 256 * 1024;
/** No provider's whole answer comes near this; beyond it the answer is a defect. Bytes. */
const maxAnswerBytes = 64 * 1024 * 1024;

/**
 * Step 5: one upstream call, held until its first content. A failure before that is invisible to the caller.
 * @throws UpstreamError classified by the adapter, the transport or a limit; the journal has the attempt closed.
 */
export async function attempt(input: AttemptInput): Promise<Answer> {
  const { ports, journal, target, credential } = input;
  const entry = journal.openAttempt(target, credential.name);
  const call = startUpstreamCall({ ...input, clock: ports.clock });
  try {
    return await answer(input, call, entry);
  } catch (cause) {
    const error = cause instanceof UpstreamError ? cause : unexpected(cause, ports);
    call.end(error);
    journal.closeAttempt(entry, error, entry.usedBeforeFailure?.() ?? null);
    throw error;
  }
}

async function answer(input: AttemptInput, call: UpstreamCall, entry: OpenAttempt): Promise<Answer> {
  const { ports, route, target, credential, request, adapter } = input;
  const limits = attemptLimits({ route, target, request, latency: input.health.latency });
  const { timeouts } = limits;
  const startMs = ports.clock.monotonic();
  const streamed = request.stream === true;
  const patience = streamed
    ? ({ measure: 'firstToken', ms: timeouts.firstTokenMs, what: 'no first token' } as const)
    : ({ measure: 'response', ms: timeouts.responseMs, what: 'no complete answer' } as const);
  const took = () => limits.took(patience.measure, ports.clock.monotonic() - startMs);
  const late = () => {
    limits.wasCut(patience.measure, patience.ms);
    return new UpstreamError('timeout', `The provider sent ${patience.what} within ${patience.ms} ms.`);
  };
  const limit = (): Limit => ({ ms: patience.ms - (ports.clock.monotonic() - startMs), late });

  const encoded = adapter.encodeRequest({
    request,
    model: target.model,
    baseUrl: target.provider.baseUrl,
    secret: credential.secret,
    maxOutputTokens: target.facts.maxOutputTokens,
  });
  const response = await call.await(
    () =>
      ports.transport.send(encoded, {
        signal: call.signal,
        connectTimeoutMs: timeouts.connectMs,
        allowPrivateNetwork: target.provider.allowPrivateNetwork,
        freshConnection: input.freshConnection,
      }),
    limit(),
  );
  entry.status = response.status;
  input.onResponseHead(response);
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new UpstreamError('server_error', 'The provider sent a compressed answer that nobody asked for.');
  const context: DecodeContext = { request, model: target.model, nowMs: ports.clock.now() };
  const read = (maxBytes: number) => readReply(response, maxBytes, (work) => call.await(work, limit()));
  if (response.status < 200 || response.status > 299)
    throw adapter.decodeError(await read(maxErrorBytes), ports.clock.now());

  const isEventStream = response.headers['content-type']?.includes('text/event-stream') === true;
  if (streamed && isEventStream) {
    const stream = openAnswerStream({
      call,
      bytes: response.body,
      events: createCanonicalStream(adapter.decodeStream(context), adapter.nativeOpenAi),
      clock: ports.clock,
      limits,
      firstToken: limit,
      onFirstContent: () => {
        took();
        entry.firstTokenMs = input.journal.elapsedMs() - entry.startedMs;
      },
    });
    const begun = await holdUntilContent(stream, input.continuesAnswer === true);
    if (route.streamRecovery !== 'buffer') return { type: 'stream', attempt: entry, stream: begun };
    const meter = createUsageMeter(estimateInputTokens(request));
    entry.usedBeforeFailure = meter.usage;
    return { type: 'stream', attempt: entry, stream: await holdUntilComplete(begun, meter) };
  }
  const reply = await read(maxAnswerBytes);
  const completion = adapter.decodeResponse(reply, context);
  if (streamed)
    throw new UpstreamError('server_error', 'The provider did not stream although it was asked to.');
  if (isEmpty(completion)) throw new UpstreamError('server_error', 'The provider sent an empty answer.');
  call.end();
  took();
  return {
    type: 'whole',
    attempt: entry,
    completion,
    json: adapter.nativeOpenAi ? reply.body : JSON.stringify(completion),
  };
}

const isEmpty = (completion: ChatCompletion) =>
  completion.choices.every(
    ({ message, finish_reason }) =>
      finish_reason === 'stop' &&
      (message.content ?? '') === '' &&
      (message.refusal ?? '') === '' &&
      (message.reasoning_content ?? '') === '' &&
      (message.tool_calls?.length ?? 0) === 0 &&
      message.audio === undefined,
  );

async function readReply(
  response: UpstreamResponse,
  maxBytes: number,
  wait: (work: () => Promise<Uint8Array>) => Promise<Uint8Array>,
): Promise<UpstreamReply> {
  const bytes = await wait(() => readWholeBody(response.body, maxBytes)).catch(asInterruption);
  return { status: response.status, headers: response.headers, body: new TextDecoder().decode(bytes) };
}

function unexpected(cause: unknown, ports: GatewayPorts): UpstreamError {
  ports.logError('An adapter failed in a way it does not document.', cause);
  return new UpstreamError('server_error', 'The answer of the provider could not be understood.', { cause });
}
