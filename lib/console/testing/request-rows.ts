import type { Database } from '#db/client.ts';
import { attempt, failover, request, skippedTarget } from '#db/schema/index.ts';

type RequestRow = typeof request.$inferInsert;

/** A request that went well, with what a test says otherwise. */
export const requestRow = (row: Partial<RequestRow> & Pick<RequestRow, 'id' | 'startedAt'>): RequestRow => ({
  endpoint: '/v1/chat/completions',
  requestedModel: 'chat',
  route: 'chat',
  provider: 'openai',
  model: 'gpt-4o-mini',
  status: 'ok',
  httpStatus: 200,
  stream: false,
  inputTokens: 10,
  outputTokens: 5,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  costNanoUsd: 4_500n,
  estimated: false,
  priced: true,
  durationMs: 100,
  overheadMs: 1,
  failovers: 0,
  keyId: 'vk_1',
  keyName: 'bot',
  tags: {},
  configVersion: 1,
  ...row,
});

/** Writes requests down. */
export const insertRequests = async (database: Database, rows: readonly RequestRow[]): Promise<void> => {
  await database.db.insert(request).values([...rows]);
};

/** A request whose primary failed and whose fallback answered, with all of its rows. */
export async function insertFailedOverRequest(
  database: Database,
  id: string,
  startedAt: Date,
): Promise<void> {
  const usage = {
    inputTokens: 10,
    outputTokens: 5,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
    estimated: false,
  };
  await insertRequests(database, [requestRow({ id, startedAt, failovers: 1, provider: 'backup' })]);
  await database.db.insert(attempt).values([
    {
      ...usage,
      requestId: id,
      index: 0,
      requestStartedAt: startedAt,
      provider: 'openai',
      model: 'gpt-4o-mini',
      credential: 'account-a',
      kind: 'server_error',
      message: 'The provider answered 500.',
      status: 500,
      startedOffsetMs: 1,
      durationMs: 40,
      costNanoUsd: 0n,
    },
    {
      ...usage,
      requestId: id,
      index: 1,
      requestStartedAt: startedAt,
      provider: 'backup',
      model: 'gpt-4o-mini',
      credential: 'account-b',
      status: 200,
      startedOffsetMs: 42,
      firstTokenMs: 30,
      durationMs: 58,
      costNanoUsd: 9_007_199_254_740_993n,
    },
  ]);
  await database.db.insert(skippedTarget).values({
    requestId: id,
    requestStartedAt: startedAt,
    index: 0,
    target: 'third/model',
    reason: 'capability',
    detail: 'vision',
  });
  await database.db.insert(failover).values({
    requestId: id,
    index: 0,
    requestStartedAt: startedAt,
    at: startedAt,
    route: 'chat',
    primary: 'openai/gpt-4o-mini',
    fallback: 'backup/gpt-4o-mini',
    trigger: 'attempt',
    errorKind: 'server_error',
    primaryMs: 40,
    fallbackMs: 58,
    latencyDeltaMs: 18,
    outcome: 'ok',
  });
}
