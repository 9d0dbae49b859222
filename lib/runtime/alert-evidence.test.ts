import { expect, it } from 'vitest';
import type { CredentialReport } from '#lib/gateway/health-checks/health-report.ts';
import type { RequestRecord } from '#lib/gateway/request-record.ts';
import { testConfiguration, testTarget } from '#lib/gateway/testing/test-gateway.ts';
import { createAlertEvidence } from './alert-evidence.ts';

type Open = Awaited<ReturnType<Parameters<typeof createAlertEvidence>[0]['readOpen']>>[number];

const open = (kind: Open['kind'], subject: string): Open => ({
  id: `alr_${kind}`,
  kind,
  subject,
  message: '',
  detail: {},
  raisedAt: new Date(1_000),
  lastSeenAt: new Date(1_000),
  seen: 1,
  resolvedAt: null,
  resolvedBy: null,
});
const check = (over: Partial<CredentialReport> = {}): CredentialReport => ({
  providerId: 'prov_first',
  provider: 'first',
  credentialId: 'cred_first',
  credential: 'main',
  state: 'ok',
  since: 2_000,
  lastCheckedAt: 2_000,
  latencyMs: 5,
  reason: null,
  ...over,
});
const record = (kind: 'timeout' | null) =>
  ({
    startedAtMs: 1_500,
    attempts: [{ provider: 'first', credential: 'main', kind, startedOffsetMs: 100 }],
  }) as unknown as RequestRecord;

function setUp(alerts: Open[], checks: CredentialReport[] = []) {
  const resolved: string[] = [];
  const evidence = createAlertEvidence({
    readOpen: async () => alerts,
    desk: { resolve: (kind, subject, by) => resolved.push(`${kind} ${subject}: ${by}`) },
    configuration: () => testConfiguration([testTarget('first')]),
    checks: () => checks,
    now: () => 3_000,
  });
  return { evidence, resolved };
}

it('nothing is over without a sign that it is', async () => {
  const alerts = [
    open('credential_refused', 'first/main'),
    open('credential_out_of_quota', 'first/main'),
    open('endpoint_unreachable', 'first'),
  ];
  const { evidence, resolved } = setUp(alerts, [
    check({ lastCheckedAt: 1_000 }),
    check({ state: 'refused' }),
    check({ provider: 'other' }),
  ]);
  await evidence.settle();
  evidence.noteSuccesses(record('timeout'));
  await evidence.settle();
  expect(resolved).toEqual([]);
});

it('a later check ends a refusal and an outage, not a lack of quota, which the model list does not show', async () => {
  const alerts = [
    open('credential_refused', 'first/main'),
    open('credential_out_of_quota', 'first/main'),
    open('endpoint_unreachable', 'first'),
  ];
  const { evidence, resolved } = setUp(alerts, [check()]);
  await evidence.settle();
  expect(resolved).toEqual([
    'credential_refused first/main: A health check succeeded.',
    'endpoint_unreachable first: A health check succeeded.',
  ]);
});

it('a request that succeeded with it ends a lack of quota, once the alert is known to be open', async () => {
  const { evidence, resolved } = setUp([open('credential_out_of_quota', 'first/main')]);
  evidence.noteSuccesses(record(null));
  await evidence.settle();
  expect(resolved).toEqual([]);
  evidence.noteSuccesses(record(null));
  await evidence.settle();
  expect(resolved).toEqual(['credential_out_of_quota first/main: A request with it succeeded.']);
});

it('an alert about what is not configured any more is over', async () => {
  const { evidence, resolved } = setUp([
    open('credential_refused', 'first/old'),
    open('endpoint_unreachable', 'gone'),
  ]);
  await evidence.settle();
  expect(resolved).toEqual([
    'credential_refused first/old: The credential was removed.',
    'endpoint_unreachable gone: The provider is not configured any more.',
  ]);
});
