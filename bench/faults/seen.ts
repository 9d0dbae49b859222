/** What a caller saw of one call. */
export interface Seen {
  /** `unclean` = neither a complete answer nor one clean error: what must never be. */
  readonly outcome: 'answer' | 'error' | 'broken' | 'left' | 'unclean';
  readonly status: number | null;
  /** The answer's text as far as it came. */
  readonly text: string;
  /** `error.code`. */
  readonly code: string | null;
  /** `error.understudy.kind`. */
  readonly kind: string | null;
  /** Who answered, by the header. */
  readonly provider: string | null;
  readonly requestId: string | null;
  readonly attempts: number | null;
  /** What is unclean. */
  readonly flaw: string | null;
  /** Unix milliseconds. */
  readonly startedMs: number;
  readonly endedMs: number;
}

/** A reply as it came, whatever it came by. */
export interface RawSight {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Why the body stopped before its end, null when it did not. */
  readonly brokenBy: string | null;
  readonly startedMs: number;
  readonly endedMs: number;
}

type Reading = Pick<Seen, 'outcome' | 'text' | 'code' | 'kind' | 'flaw'>;

const unclean = (flaw: string, text = ''): Reading => ({
  outcome: 'unclean',
  text,
  code: null,
  kind: null,
  flaw,
});

/** Provider headers that must never reach a caller. */
const foreignHeaders = ['x-padding', 'x-more', 'location', 'content-encoding', 'request-id'];

/** Judges a reply by the contract alone: a complete answer, one clean error, a broken stream that says so, or a flaw. */
export function readSeen(raw: RawSight): Seen {
  const { status, headers, startedMs, endedMs } = raw;
  const attempts = headers['x-understudy-attempts'];
  return {
    status,
    ...read(raw),
    provider: headers['x-understudy-provider'] ?? null,
    requestId: headers['x-understudy-request-id'] ?? null,
    attempts: attempts === undefined ? null : Number(attempts),
    startedMs,
    endedMs,
  };
}

/** A call that its caller did not wait for. */
export function leftSight(times: { startedMs: number; endedMs: number; requestId: string | null }): Seen {
  const nothing = {
    status: null,
    text: '',
    code: null,
    kind: null,
    provider: null,
    attempts: null,
    flaw: null,
  };
  return { outcome: 'left', ...nothing, ...times };
}

function read(raw: RawSight): Reading {
  const { headers, status, brokenBy, body } = raw;
  const leaked = foreignHeaders.find((name) => headers[name] !== undefined);
  if (leaked !== undefined) return unclean(`the provider's header ${leaked} came through`);
  if (headers['x-understudy-request-id'] === undefined) return unclean('no request id');
  if (brokenBy !== null) return unclean(`the connection broke: ${brokenBy}`);
  if (status !== 200) return readError(raw);
  return headers['content-type']?.includes('text/event-stream') === true ? readStream(body) : readWhole(body);
}

function readError({ status, headers, body }: RawSight): Reading {
  const error = errorOf(parse(body));
  if (error === null) return unclean(`status ${status} with a body that is no error: ${body.slice(0, 80)}`);
  if ((status === 429 || status === 503) && !/^[1-9]\d*$/.test(headers['retry-after'] ?? ''))
    return unclean(`status ${status} without retry-after`);
  return { outcome: 'error', text: '', flaw: null, ...error };
}

function readWhole(body: string): Reading {
  const choice = firstChoice(parse(body));
  const text = field(field(choice, 'message'), 'content');
  if (typeof text !== 'string' || typeof field(choice, 'finish_reason') !== 'string')
    return unclean(`a 200 without an answer: ${body.slice(0, 80)}`);
  return { outcome: 'answer', text, code: null, kind: null, flaw: null };
}

/** Role first, text, finish reason, `[DONE]`; or an error event instead of the end. */
function readStream(body: string): Reading {
  const ids = new Set<unknown>();
  let text = '';
  let finishes = 0;
  let roles = 0;
  let over: Reading | null = null;
  for (const event of body.split('\n\n')) {
    if (event === '' || event.startsWith(':')) continue;
    if (over !== null) return unclean('something came after the end', text);
    if (!event.startsWith('data: ')) return unclean(`no event: ${event.slice(0, 60)}`, text);
    const data = event.slice('data: '.length);
    if (data === '[DONE]') {
      over = { outcome: 'answer', text, code: null, kind: null, flaw: null };
      continue;
    }
    const chunk = parse(data);
    if (chunk === null) return unclean('an event that is no JSON', text);
    const error = errorOf(chunk);
    if (error !== null) {
      over = { outcome: 'broken', text, flaw: null, ...error };
      continue;
    }
    ids.add(field(chunk, 'id'));
    const choice = firstChoice(chunk);
    const delta = field(choice, 'delta');
    const content = field(delta, 'content');
    if (typeof content === 'string') text += content;
    if (typeof field(delta, 'role') === 'string') roles += 1;
    if (typeof field(choice, 'finish_reason') === 'string') finishes += 1;
  }
  if (over === null) return unclean('a stream that ends without [DONE] and without an error', text);
  if (ids.size !== 1) return unclean(`${ids.size} ids in one stream`, text);
  if (roles !== 1) return unclean(`the role came ${roles} times`, text);
  if (over.outcome === 'answer' && finishes !== 1) return unclean(`${finishes} finish reasons`, text);
  return over;
}

function errorOf(body: unknown): { code: string | null; kind: string | null } | null {
  const error = field(body, 'error');
  const ours = field(error, 'understudy');
  if (typeof field(error, 'message') !== 'string' || typeof field(ours, 'request_id') !== 'string')
    return null;
  const [code, kind] = [field(error, 'code'), field(ours, 'kind')];
  return { code: typeof code === 'string' ? code : null, kind: typeof kind === 'string' ? kind : null };
}

function firstChoice(body: unknown): unknown {
  const choices = field(body, 'choices');
  return Array.isArray(choices) ? choices[0] : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
