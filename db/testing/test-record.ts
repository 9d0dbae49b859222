import type { AttemptRecord, RequestRecord, TokenUsage } from '#lib/gateway/request-record.ts';

/** Usage of a small answer, for tests. */
export const testUsage: TokenUsage = {
  inputUncached: 10,
  inputCacheRead: 2,
  inputCacheWrite: 1,
  output: 7,
  outputReasoning: 3,
  estimated: false,
};

/** An attempt that succeeded, for tests. */
export function testAttempt(changes: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    index: 0,
    provider: 'openai',
    model: 'gpt-4o-mini',
    credential: 'account-a',
    kind: null,
    message: null,
    status: 200,
    startedOffsetMs: 1,
    firstTokenMs: 20,
    durationMs: 90,
    usage: testUsage,
    costNanoUsd: 1_500n,
    ...changes,
  };
}

/** The record of a request that was answered at once, for tests. */
export function testRecord(changes: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: 'req_1',
    startedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    endpoint: '/v1/chat/completions',
    requestedModel: 'chat',
    route: 'chat',
    provider: 'openai',
    model: 'gpt-4o-mini',
    status: 'ok',
    httpStatus: 200,
    errorKind: null,
    errorMessage: null,
    stream: false,
    recovered: false,
    usage: testUsage,
    costNanoUsd: 1_500n,
    priced: true,
    durationMs: 100,
    firstTokenMs: 20,
    overheadMs: 0.5,
    failovers: 0,
    keyId: 'vk_1',
    keyName: 'support-bot',
    team: null,
    tags: {},
    configVersion: 1,
    attempts: [testAttempt()],
    skipped: [],
    failoverEvents: [],
    ...changes,
  };
}
