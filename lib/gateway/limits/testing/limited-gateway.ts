import type { VirtualKey } from '../../configuration.ts';
import type { GatewayReply } from '../../gateway-call.ts';
import {
  createTestGateway,
  readReply,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from '../../testing/test-gateway.ts';
import { type Limits, unlimited } from '../limits.ts';

/** Only these limits. */
export const limited = (parts: Partial<Limits>): Limits => ({ ...unlimited, ...parts });

/** A gateway with the keys `good-key` (`vk_1`) and `other-key` (`vk_2`) of one team, whose provider answers. */
export function limitedGateway(key: Partial<VirtualKey>) {
  const one = { name: 'support-bot', team: 'support', ...key };
  const configuration = testConfiguration([testTarget('first')], { key: one, route: { numRetries: 0 } });
  const keys = new Map(configuration.keys);
  for (const good of configuration.keys.values())
    keys.set('hash of other-key', { ...good, id: 'vk_2', name: 'other-bot' });
  const gateway = createTestGateway({ ...configuration, keys });
  gateway.transport.script('first.test', wholeAnswer('Hi'));
  const other = { headers: { authorization: 'Bearer other-key' } };
  return { ...gateway, callOther: (body: unknown) => gateway.call(body, other) };
}

/** The `error` of a reply's body. */
export const errorOf = async (reply: GatewayReply) => JSON.parse(await readReply(reply)).error;

/** What a reply tells of limits: `x-ratelimit-*` without that. */
export const rateHeadersOf = ({ headers }: GatewayReply) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-ratelimit-') ? [[name.slice('x-ratelimit-'.length), value]] : [],
    ),
  );
