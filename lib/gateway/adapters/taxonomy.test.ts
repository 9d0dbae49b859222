import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DecodeContext, UpstreamReply } from './adapter.ts';
import { type ErrorRule, findRule, type ProviderFailure } from './failure/classify.ts';
import { type FailureDialect, readReported } from './failure/create-failure.ts';
import { type AdapterId, adapterIds, adapters } from './index.ts';
import { sharedRules } from './openai/errors.ts';
import { failureOf } from './testing/failure-of.ts';
import type { TaxonomyRow } from './testing/taxonomy/row.ts';
import { everythingSaid, failureFiles, taxonomy } from './testing/taxonomy.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const request: DecodeContext['request'] = { model: 'chat', messages: [{ role: 'user', content: 'Hi' }] };
const context: DecodeContext = { request, model: 'asked-model', nowMs };
const text = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));
const shared: ReadonlySet<ErrorRule> = new Set(sharedRules);

const readJson = <T>(file: URL): T => JSON.parse(readFileSync(file, 'utf8'));

function allRows(id: AdapterId): TaxonomyRow[] {
  const { errors, inBand } = failureFiles(id);
  return everythingSaid(id, { errors: readJson(errors), inBand: readJson(inBand) });
}

/** What a rule is judged by, for each row that reports anything at all. */
function reports(
  { failures }: { failures: FailureDialect },
  rows: readonly TaxonomyRow[],
): ProviderFailure[] {
  return rows.map(({ status, body }) => ({ ...readReported(failures, text(body)), status }));
}

describe.each(adapterIds.filter((id) => taxonomy[id] !== undefined))('what %s says', (id) => {
  const adapter = adapters[id];

  it.each(taxonomy[id] ?? [])('$status, $says: $kind', ({ status, headers, body, kind, retryAfterMs }) => {
    const reply: UpstreamReply = { status: status ?? 200, headers: headers ?? {}, body: text(body) };
    if (status !== null) {
      const error = adapter.decodeError(reply, nowMs);
      expect(error).toMatchObject({ kind, status, retryAfterMs: retryAfterMs ?? null });
      expect(error.message).toContain(`${adapter.label} answered ${status}`);
      return;
    }
    const whole = failureOf(() => adapter.decodeResponse(reply, context));
    const streamed = failureOf(() => adapter.decodeStream(context).decode({ event: null, data: reply.body }));
    expect([whole.kind, streamed.kind]).toEqual([kind, kind]);
  });
});

describe('the tables of errors', () => {
  const saidOf = new Map<AdapterId, ProviderFailure[]>(
    adapterIds.map((id) => [id, reports(adapters[id], allRows(id))]),
  );
  const ownRules = (id: AdapterId) => adapters[id].failures.rules.filter((rule) => !shared.has(rule));
  const decides = (id: AdapterId, rule: ErrorRule) =>
    (saidOf.get(id) ?? []).filter((said) => findRule(said, adapters[id].failures.rules) === rule);

  it.each(adapterIds.filter((id) => ownRules(id).length > 0))(
    'hold no line for %s that nothing shows',
    (id) => {
      for (const rule of ownRules(id)) {
        const shown = decides(id, rule);
        expect(shown, JSON.stringify(rule)).not.toHaveLength(0);
        for (const code of rule.code ?? []) expect(shown.map((said) => said.code)).toContain(code);
        for (const type of rule.type ?? []) expect(shown.map((said) => said.type)).toContain(type);
      }
    },
  );

  it('hold no line for all providers that nothing shows', () => {
    for (const rule of sharedRules) {
      const shown = adapterIds.some((id) => decides(id, rule).length > 0);
      expect(shown, JSON.stringify(rule)).toBe(true);
    }
  });
});
