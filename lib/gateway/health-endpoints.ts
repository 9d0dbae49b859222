import type { GatewayReply } from './gateway-call.ts';
import type { GatewayPorts } from './ports.ts';

const encoder = new TextEncoder();

const answer = (status: number, value: unknown, headers: Record<string, string> = {}): GatewayReply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: encoder.encode(JSON.stringify(value)),
});

/** `GET /healthz`: the process is up. */
export const healthz = (): GatewayReply => answer(200, { status: 'ok' });

/** `GET /readyz`: 200 while known keys can be served, with what is wrong although they can; 503 otherwise. */
export function readyz(ports: GatewayPorts): GatewayReply {
  const { ready, reasons } = ports.readiness();
  if (!ready) return answer(503, { status: 'unavailable', reasons }, { 'retry-after': '1' });
  return answer(200, { status: reasons.length === 0 ? 'ok' : 'degraded', reasons });
}
