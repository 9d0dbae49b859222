import { createWallet } from './budgets/create-wallet.ts';
import type { Wallet } from './budgets/wallet.ts';
import { chatCompletion } from './chat-completion.ts';
import { GatewayError } from './errors.ts';
import type { Gateway, GatewayCall, GatewayReply } from './gateway-call.ts';
import { createHealthChecker, type HealthChecker } from './health-checks/health-checker.ts';
import { healthz, readyz } from './health-endpoints.ts';
import type { Journal } from './journal.ts';
import { createRateLimiter, type RateLimiter } from './limits/rate-limiter.ts';
import { getModel, listModels } from './list-models.ts';
import { openJournal } from './open-journal.ts';
import type { GatewayPorts } from './ports.ts';
import { createReplayAgreement, type ReplayAgreement } from './recovery/replay-agreement.ts';
import { asGatewayError, renderError } from './render-error.ts';
import { createCircuitBreaker } from './resilience/circuit-breaker.ts';
import { createCredentialBench } from './resilience/credential-bench.ts';
import { createHeadroom } from './resilience/headroom.ts';
import type { Health } from './resilience/health.ts';
import { createLatencyHistory } from './resilience/latency-history.ts';
import { createRetryBudget } from './resilience/retry-budget.ts';

/** The core: one function that answers calls, and the health it has seen, for publication. */
export interface GatewayCore {
  readonly handle: Gateway;
  readonly health: Health;
  /** Background health checks; whoever builds the core starts and stops them. */
  readonly healthChecker: HealthChecker;
  /** How often replays agreed, which an operator may have forgotten. */
  readonly agreement: ReplayAgreement;
  /** What keys and teams use of their limits in this process. */
  readonly limiter: RateLimiter;
  /** What this process holds of budgets; whoever builds the core closes it. */
  readonly wallet: Wallet;
}

type Endpoint = (call: GatewayCall, journal: Journal) => GatewayReply | Promise<GatewayReply>;

/** Builds the core over its ports. Holds the circuits, the credential bench and the retry budgets of this process. */
export function createGateway(ports: GatewayPorts): GatewayCore {
  const breaker = createCircuitBreaker(ports.clock.now, ports.random, ports.circuitChanged);
  const bench = createCredentialBench(ports.clock.now, ports.random, ports.configuration);
  const healthChecker = createHealthChecker(ports, { breaker, bench });
  const health: Health = {
    breaker,
    bench,
    retryBudget: createRetryBudget(ports.clock.monotonic),
    headroom: createHeadroom(ports.clock),
    latency: createLatencyHistory(ports.clock.monotonic),
    checks: healthChecker,
  };
  const agreement = createReplayAgreement();
  const limiter = createRateLimiter(ports.clock, ports.rateShare);
  const wallet = createWallet({
    clock: ports.clock,
    source: ports.leases,
    timeZone: () => ports.configuration()?.organisation?.timeZone ?? 'UTC',
    crossed: (budget, spentNanoUsd) => ports.budgetCrossed?.(budget, spentNanoUsd),
    logError: ports.logError,
  });
  const endpoints: Record<string, Endpoint> = {
    'POST /v1/chat/completions': (call, journal) =>
      chatCompletion(call, journal, { ports, health, agreement, limiter, wallet }),
    'GET /v1/models': (call, journal) => listModels(call, journal, { ports, limiter }),
    'GET /healthz': () => healthz(),
    'GET /readyz': () => readyz(ports),
  };
  const paths = new Set(Object.keys(endpoints).map((name) => name.slice(name.indexOf(' ') + 1)));

  const find = ({ method, path }: GatewayCall): Endpoint => {
    const endpoint = endpoints[`${method} ${path}`];
    if (endpoint !== undefined) return endpoint;
    if (method === 'GET' && path.startsWith('/v1/models/'))
      return (call, journal) => getModel(call, journal, { ports, limiter });
    if (paths.has(path)) throw new GatewayError('method_not_allowed', `${path} does not take ${method}.`);
    throw new GatewayError('not_found', `There is no ${method} ${path} here.`);
  };

  return {
    health,
    healthChecker,
    agreement,
    limiter,
    wallet,
    async handle(call) {
      const journal = openJournal(ports, call);
      try {
        return await find(call)(call, journal);
      } catch (cause) {
        const error = asGatewayError(cause, ports.logError);
        const canceled = error.details.kind === 'client_closed';
        journal.headSent();
        journal.finish({
          status: canceled ? 'canceled' : 'error',
          httpStatus: error.status,
          errorKind: error.details.kind ?? error.code,
          errorMessage: error.message,
        });
        return renderError(error, journal);
      }
    },
  };
}
