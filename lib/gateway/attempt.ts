import type { Adapter, DecodeContext, UpstreamRequest } from './adapters/adapter.ts';
import { type AnswerStream, holdUntilComplete, holdUntilContent, openAnswerStream } from './answer-stream.ts';
import type { OpenAttempt } from './attempt-ledger.ts';
import type { Reservation } from './budgets/wallet.ts';
import type { Credential, Route, Target } from './configuration.ts';
import { UpstreamError } from './errors.ts';
import { filteredStart, requireUnfiltered } from './filtered-answer.ts';
import type { Journal } from './journal.ts';
import type { GatewayPorts, UpstreamResponse } from './ports.ts';
import { createUsageMeter } from './pricing/usage-meter.ts';
import { isCompressed, readErrorReply, readReply, type Wait } from './read-reply.ts';
import type { Health } from './resilience/health.ts';
import { type AttemptLimits, attemptLimits } from './resilience/learnt-limits.ts';
import { createPatience } from './resilience/patience.ts';
import type { RoutePlan } from './router/plan-route.ts';
import type { ChatCompletion, ChatCompletionRequest } from './schema/chat-completion.ts';
import { createCanonicalStream } from './stream/canonical-events.ts';
import { streamOfCompletion } from './stream/completion-events.ts';
import { startUpstreamCall, type UpstreamCall } from './upstream-call.ts';

/** Everything one upstream call depends on. */
export interface AttemptInput {
  readonly ports: GatewayPorts;
  readonly health: Pick<Health, 'latency'>;
  readonly journal: Journal;
  readonly adapter: Adapter;
  readonly route: Route;
  readonly plan: Pick<RoutePlan, 'inputTokens'>;
  readonly target: Target;
  readonly credential: Credential;
  readonly request: ChatCompletionRequest;
  readonly callerSignal: AbortSignal;
  readonly deadlineMs: number;
  readonly freshConnection: boolean;
  /** The request ends with a part of the answer, which may need no more than its end. */
  readonly continuesAnswer?: boolean;
  /** What was put aside for the call; settled when its attempt is closed. */
  readonly paid: Reservation | null;
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

/** No provider's whole answer comes near this; beyond it the answer is a defect. Bytes. */
const maxAnswerBytes = 64 * 1024 * 1024;
/** A call that had this share of the time for a whole request, and did not answer, has failed. Our choice. */
const fairShare = 1 / 2;

/**
 * Step 5: one upstream call, held until its first content. A failure before that is invisible to the caller.
 * @throws UpstreamError classified by the adapter, the transport or a limit; the journal has the attempt closed.
 */
export async function attempt(input: AttemptInput): Promise<Answer> {
  const { ports, journal, target, credential, route } = input;
  const entry = journal.openAttempt(target, credential.name);
  entry.paid = input.paid;
  entry.request = input.request;
  const fairMs = (route.ownTotalMs ?? route.timeouts.totalMs) * fairShare;
  const call = startUpstreamCall({ ...input, clock: ports.clock, fairMs });
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
  const { ports, target, request, adapter } = input;
  const limits = attemptLimits({ ...input, latency: input.health.latency });
  const patience = createPatience(ports.clock, limits, request.stream === true);
  const upstream = encode(input);
  const response = await call.await(() => send(input, upstream, { call, limits }), patience.limit());
  entry.status = response.status;
  input.onResponseHead(response);
  const wait: Wait = (work) => call.await(work, patience.limit());
  if (response.status < 200 || response.status > 299)
    throw adapter.decodeError(await readErrorReply(response, wait), ports.clock.now());
  if (isCompressed(response))
    throw new UpstreamError('server_error', 'The provider sent a compressed answer that nobody asked for.');

  let mayPass = adapter.nativeOpenAi;
  const onRepair = () => {
    mayPass = false;
  };
  const context: DecodeContext = { request, model: target.model, nowMs: ports.clock.now(), onRepair };
  const contentType = response.headers['content-type']?.toLowerCase() ?? '';
  const isEventStream = contentType.includes('text/event-stream');
  if (request.stream === true && isEventStream) {
    const events = createCanonicalStream(adapter.decodeStream(context), adapter.nativeOpenAi);
    const onFirstContent = () => {
      patience.met();
      entry.firstTokenMs = input.journal.elapsedMs() - entry.startedMs;
    };
    const bytes = response.body;
    const firstToken = patience.limit;
    const { clock } = ports;
    const stream = openAnswerStream({ call, bytes, events, clock, limits, firstToken, onFirstContent });
    return { type: 'stream', attempt: entry, stream: await hold(input, entry, stream) };
  }
  const reply = await readReply(response, maxAnswerBytes, wait);
  const completion = adapter.decodeResponse(reply, context);
  if (isEmpty(completion)) throw new UpstreamError('server_error', 'The provider sent an empty answer.');
  requireUnfiltered(input, entry, completion);
  call.end();
  patience.met();
  if (request.stream === true) {
    // Asked to stream, it answered with all at once: the answer is there and paid for.
    entry.firstTokenMs = input.journal.elapsedMs() - entry.startedMs;
    return { type: 'stream', attempt: entry, stream: streamOfCompletion(completion) };
  }
  const json = mayPass ? reply.body : JSON.stringify(completion);
  return { type: 'whole', attempt: entry, completion, json };
}

function encode({ adapter, request, target, credential }: AttemptInput): UpstreamRequest {
  return adapter.encodeRequest({
    request,
    model: target.model,
    baseUrl: target.provider.baseUrl,
    secret: credential.secret,
    maxOutputTokens: target.facts.maxOutputTokens,
  });
}

function send(
  { ports, target, freshConnection }: AttemptInput,
  upstream: UpstreamRequest,
  { call, limits }: { call: UpstreamCall; limits: AttemptLimits },
): Promise<UpstreamResponse> {
  return ports.transport.send(upstream, {
    signal: call.signal,
    connectTimeoutMs: limits.timeouts.connectMs,
    allowPrivateNetwork: target.provider.allowPrivateNetwork,
    freshConnection,
  });
}

/** Holds a stream until its first content, or until all of it is there. */
async function hold(input: AttemptInput, entry: OpenAttempt, stream: AnswerStream): Promise<AnswerStream> {
  const begun = await holdUntilContent(stream, {
    mayBeEmpty: input.continuesAnswer === true,
    judge: filteredStart(input, entry),
  });
  if (input.route.streamRecovery !== 'buffer') return begun;
  const meter = createUsageMeter(input.plan.inputTokens, entry);
  entry.usedBeforeFailure = meter.usage;
  return holdUntilComplete(begun, meter);
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

function unexpected(cause: unknown, ports: GatewayPorts): UpstreamError {
  ports.logError('An adapter failed in a way it does not document.', cause);
  return new UpstreamError('server_error', 'The answer of the provider could not be understood.', { cause });
}
