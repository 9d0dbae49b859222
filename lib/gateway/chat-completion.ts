import { admit } from './admit.ts';
import { authenticate } from './authenticate.ts';
import { findPayers } from './budgets/payers.ts';
import type { Wallet } from './budgets/wallet.ts';
import { readCallOptions } from './call-options.ts';
import { failover } from './failover.ts';
import type { GatewayCall, GatewayReply } from './gateway-call.ts';
import type { Journal } from './journal.ts';
import type { RateLimiter } from './limits/rate-limiter.ts';
import { parseChatCompletion } from './parse-chat-completion.ts';
import type { GatewayPorts } from './ports.ts';
import type { ReplayAgreement } from './recovery/replay-agreement.ts';
import { relay } from './relay.ts';
import type { Health } from './resilience/health.ts';
import { nothingFits } from './router/nothing-fits.ts';
import { planRoute } from './router/plan-route.ts';

/** What lives as long as the core. */
export interface ChatCompletionDeps {
  readonly ports: GatewayPorts;
  readonly health: Health;
  readonly agreement: ReplayAgreement;
  readonly limiter: RateLimiter;
  readonly wallet: Wallet;
}

/**
 * `POST /v1/chat/completions`, from the first byte to the record:
 * authenticate, parse, admit, plan, attempt and translate (with failover), relay, record.
 * @throws GatewayError the one clean error for the caller; the door renders it and finishes the journal.
 */
export async function chatCompletion(
  call: GatewayCall,
  journal: Journal,
  deps: ChatCompletionDeps,
): Promise<GatewayReply> {
  const { ports, health, agreement, limiter, wallet } = deps;
  const caller = authenticate(call, journal, deps);
  journal.caller = caller;

  const options = readCallOptions(call.headers);
  journal.tags = { ...caller.key.tags, ...options.tags };

  // The caller's upload is not the gateway's own time.
  const request = parseChatCompletion(await journal.waiting(call.readBody()));
  journal.requestedModel = request.model;
  journal.stream = request.stream === true;

  const admission = admit(caller, request, options);
  journal.routeName = admission.named ? admission.route.name : null;

  const plan = planRoute(admission, request, health.latency);
  for (const skip of plan.skipped) journal.skip(skip, false);
  if (plan.candidates.length === 0) throw nothingFits(plan);
  journal.hold = limiter.take(caller.key, { request, inputTokens: plan.inputTokens });

  const { noFailover } = admission;
  const callerSignal = call.signal;
  const payers = findPayers(caller, request.model);
  const attempts = { ports, health, journal, wallet, payers, plan, request, callerSignal, noFailover };
  const served = await failover(attempts);

  const includeUsage = request.stream_options?.include_usage === true;
  return relay({ ...attempts, ...served, agreement, includeUsage });
}
