import type { GatewayReply } from '#lib/gateway/gateway-call.ts';
import { createManualClock } from '#lib/gateway/testing/manual-clock.ts';
import { createTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { buildSetup, roleOf } from '../build-setup.ts';
import { requestBody } from '../request-body.ts';
import type { AskOptions, FaultRow, RanRow, RecordSight } from '../row.ts';
import { leftSight, type RawSight, readSeen, type Seen } from '../seen.ts';
import { scriptedConfiguration } from './scripted-configuration.ts';
import { createSimulatedTransport, scriptedOrigin } from './simulated-transport.ts';

/** Time moves by so much until the row is over. Milliseconds. */
const strideMs = 25;
/** A row that takes longer than this is stuck. Milliseconds of its clock. */
const longestMs = 900_000;

/** Runs a row against the core, its providers without a network and its clock moved by hand. */
export async function runScripted(row: FaultRow): Promise<RanRow> {
  const id = 'row';
  const setup = buildSetup(row, id, scriptedOrigin);
  const clock = createManualClock();
  const { transport, calls } = createSimulatedTransport(clock, setup.scenarios);
  const gateway = createTestGateway(scriptedConfiguration(setup, row.namesTargets === true), {
    transport,
    clock,
  });

  const ask = async (options: AskOptions = {}): Promise<Seen> => {
    const startedMs = clock.now();
    const caller = new AbortController();
    const leave = () => caller.abort();
    const { leaves } = options;
    const stay = leaves !== undefined && 'afterMs' in leaves ? clock.after(leaves.afterMs, leave) : () => {};
    const reply = await gateway.call(requestBody(row, id, options), {
      headers: { authorization: 'Bearer good-key', ...options.headers },
      signal: caller.signal,
    });
    const body = await readBody(reply, {
      caller,
      leavesAfterContent: leaves !== undefined && 'after' in leaves,
    });
    stay();
    const endedMs = clock.now();
    const requestId = reply.headers['x-understudy-request-id'] ?? null;
    if (caller.signal.aborted) return leftSight({ startedMs, endedMs, requestId });
    const raw: RawSight = { status: reply.status, headers: reply.headers, ...body, startedMs, endedMs };
    return readSeen(raw);
  };

  const startedMs = clock.now();
  const wait = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  const course = row.course ?? (async (driver) => [await driver.ask()]);
  let over = false;
  const running = course({ ask, wait, now: clock.now }).finally(() => {
    over = true;
  });
  running.catch(() => {});
  while (!over && clock.now() - startedMs < longestMs) await clock.advance(strideMs);
  if (!over) throw new Error('The row is stuck.');
  const seen = await running;
  const tookMs = Math.max(...seen.map(({ endedMs }) => endedMs)) - startedMs;
  const leaks = [...gateway.errors.map((error) => `the gateway logged: ${String(error)}`)];
  if (clock.pending() > 0) leaks.push(`${clock.pending()} timers are left`);
  if (leaks.length > 0) throw new Error(leaks.join('; '));
  return {
    seen,
    tookMs,
    upstream: calls.flatMap(({ scenario, isChat, ...call }) => {
      const role = roleOf(scenario);
      return role === null || !isChat ? [] : [{ role, ...call }];
    }),
    records: gateway.records.map(
      (record): RecordSight => ({
        status: record.status,
        httpStatus: record.httpStatus,
        recovered: record.recovered,
        attempts: record.attempts.map(({ provider, kind }) => ({ role: roleOf(provider), kind })),
        skipped: record.skipped.map(({ target, reason }) => ({
          role: roleOf(target.split('/')[0] ?? ''),
          reason,
        })),
      }),
    ),
  };
}

async function readBody(
  { body }: GatewayReply,
  { caller, leavesAfterContent }: { caller: AbortController; leavesAfterContent: boolean },
): Promise<{ body: string; brokenBy: string | null }> {
  const decoder = new TextDecoder();
  if (body instanceof Uint8Array) return { body: decoder.decode(body), brokenBy: null };
  let text = '';
  try {
    for await (const piece of body) {
      text += decoder.decode(piece, { stream: true });
      if (leavesAfterContent && /"content":"[^"]/.test(text)) {
        caller.abort();
        break;
      }
    }
    return { body: text, brokenBy: null };
  } catch (error) {
    return { body: text, brokenBy: String(error) };
  }
}
