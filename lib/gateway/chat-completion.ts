import { admit } from './admit.ts';
import { authenticate } from './authenticate.ts';
import { readCallOptions } from './call-options.ts';
import { failover } from './failover.ts';
import type { GatewayCall, GatewayReply } from './gateway-call.ts';
import type { Journal } from './journal.ts';
import { parseChatCompletion } from './parse-chat-completion.ts';
import type { GatewayPorts } from './ports.ts';
import type { ReplayAgreement } from './recovery/replay-agreement.ts';
import { relay } from './relay.ts';
import type { Health } from './resilience/health.ts';
import { nothingFits } from './router/nothing-fits.ts';
import { planRoute } from './router/plan-route.ts';

/**
 * `POST /v1/chat/completions`, from the first byte to the record:
 * authenticate, parse, admit, plan, attempt and translate (with failover), relay, record.
 * @throws GatewayError the one clean error for the caller; the door renders it and finishes the journal.
 */
export async function chatCompletion(
  call: GatewayCall,
  journal: Journal,
  { ports, health, agreement }: { ports: GatewayPorts; health: Health; agreement: ReplayAgreement },
): Promise<GatewayReply> {
  const caller = authenticate(call, ports);
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

  const { noFailover } = admission;
  const callerSignal = call.signal;
  const attempts = { ports, health, journal, plan, request, callerSignal, noFailover };
  const served = await failover(attempts);

  const includeUsage = request.stream_options?.include_usage === true;
  return relay({ ...attempts, ...served, agreement, includeUsage });
}
