import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatewayReply } from './gateway-call.ts';
import type { AttemptRecord, RequestRecord } from './request-record.ts';
import {
  type AnyCase,
  anyCase,
  bodyOf,
  configurationOf,
  scriptOf,
  targetsOf,
} from './testing/any-request.ts';
import { createTestGateway, readReply } from './testing/test-gateway.ts';

interface Outcome {
  readonly reply: GatewayReply;
  readonly text: string;
}

/** Three requests of the case one after the other, so that circuits and benches have their say. */
async function play(some: AnyCase) {
  const gateway = createTestGateway(configurationOf(some));
  for (const [index, name] of [...targetsOf(some).keys()].entries())
    gateway.transport.script(
      `${name}.test`,
      ...(some.behaviours[index] ?? []).map((behaviour) => scriptOf(behaviour, some.body.stream)),
    );
  const headers = { authorization: 'Bearer good-key', 'x-understudy-no-failover': String(some.noFailover) };
  const outcomes: Outcome[] = [];
  for (let request = 0; request < 3; request += 1) {
    let outcome: Outcome | null = null;
    const asked = gateway.call(bodyOf(some), { headers }).then(async (reply) => {
      outcome = { reply, text: await readReply(reply) };
    });
    for (let step = 0; step < 100 && outcome === null; step += 1) await gateway.clock.advance(10_000);
    expect(outcome).not.toBeNull();
    await asked;
    if (outcome !== null) outcomes.push(outcome);
  }
  return { gateway, outcomes };
}

const nameOf = ({ provider }: AttemptRecord) => provider;

/** The hops: consecutive calls to one target. */
const hopsOf = ({ attempts }: RequestRecord) =>
  attempts.map(nameOf).filter((name, index, all) => name !== all[index - 1]);

function reachable(some: AnyCase): ReadonlySet<string> {
  const { routes, body } = some;
  const named = (body.models ?? []).flatMap((name) => {
    if (name === 'chat' || name === 'other') return routes[name];
    return name === 't0/model' || name === 't1/model' ? [name.slice(0, 2)] : [];
  });
  return new Set([...routes.chat, ...some.contextWindowFallbacks, ...some.contentPolicyFallbacks, ...named]);
}

/** Why the gateway may not call a target for this request; null = it may. */
function forbidden(some: AnyCase, name: string): string | null {
  const { provider = {}, picture, long } = some.body;
  const facts = targetsOf(some).get(name)?.facts;
  const cap = provider.max_price;
  if (!reachable(some).has(name)) return 'not allowed';
  if (provider.only?.some((only) => only === name) === false) return 'not among only';
  if (provider.ignore?.some((ignored) => ignored === name)) return 'ignored';
  if (picture && facts?.capabilities?.has('vision') === false) return 'blind';
  if (long && facts?.contextWindow === 2_000) return 'too small';
  if (cap !== undefined && facts?.price === null) return 'unpriced';
  const cheap = facts?.price?.input === 1_000_000_000n;
  if ((cap?.prompt ?? 100) < (cheap ? 1 : 5)) return 'too expensive';
  return null;
}

/** Whether a target may be asked after another one gave its verdict on the request. */
function mayFollow(some: AnyCase, failed: AttemptRecord, next: string): boolean {
  if (failed.kind === 'content_filtered') return some.contentPolicyFallbacks.some((name) => name === next);
  if (failed.kind !== 'context_length_exceeded') return failed.kind !== 'invalid_request';
  const targets = targetsOf(some);
  const [small, large] = [failed.provider, next].map(
    (name) => targets.get(name)?.facts.contextWindow ?? null,
  );
  const isFallback = [...some.contextWindowFallbacks, ...some.contentPolicyFallbacks].some(
    (name) => name === next,
  );
  if (small == null || large == null) return isFallback;
  return large > small;
}

function checkAnswer({ reply, text }: Outcome) {
  if (reply.status !== 200) {
    expect(JSON.parse(text).error.understudy.request_id).toMatch(/^req_/);
    if (reply.status === 429 || reply.status === 503)
      expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  } else if (reply.body instanceof Uint8Array)
    expect(JSON.parse(text).choices[0].message.content).toBe('One two');
  else {
    expect(text.includes('data: [DONE]')).not.toBe(text.includes('data: {"error"'));
    const said = text.split('\n').flatMap((line) => /"content":"([^"]*)"/.exec(line)?.[1] ?? []);
    expect('One two'.startsWith(said.join(''))).toBe(true);
    if (text.includes('[DONE]')) expect(said.join('')).toBe('One two');
  }
}

function checkRecord(some: AnyCase, record: RequestRecord) {
  const { attempts } = record;
  expect(attempts.length).toBeLessThanOrEqual(6);
  const hops = hopsOf(record);
  expect(new Set(hops).size).toBe(hops.length);
  for (const hop of hops) {
    expect(attempts.filter(({ provider }) => provider === hop).length).toBeLessThanOrEqual(3);
    expect([hop, forbidden(some, hop)]).toEqual([hop, null]);
  }
  for (const [index, failed] of attempts.entries())
    for (const next of attempts.slice(index + 1).filter(({ provider }) => provider !== failed.provider))
      expect([failed.provider, failed.kind, next.provider, mayFollow(some, failed, next.provider)]).toContain(
        true,
      );
  if (some.noFailover || some.body.provider?.allow_fallbacks === false)
    expect(hops.length).toBeLessThanOrEqual(1);
}

describe('any request to any route in any trouble', () => {
  it('ends in one answer or one error and one record, within its bounds, and calls nobody who is ruled out', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (some) => {
        const { gateway, outcomes } = await play(some);
        expect(outcomes).toHaveLength(3);
        for (const outcome of outcomes) checkAnswer(outcome);
        expect(gateway.records).toHaveLength(3);
        for (const record of gateway.records) checkRecord(some, record);
        const recorded = gateway.records.flatMap(({ attempts }) => attempts);
        expect(gateway.transport.calls).toHaveLength(recorded.length);
        expect(gateway.clock.pending()).toBe(0);
        expect(gateway.errors).toEqual([]);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
