import type { LatencyClass } from './configuration.ts';
import { GatewayError } from './errors.ts';
import type { GatewayCall } from './gateway-call.ts';

/** What the caller asks of the gateway itself, by request headers. */
export interface CallOptions {
  /** Shortens the route's total deadline; null = the route's own. Milliseconds. */
  readonly timeoutMs: number | null;
  readonly noFailover: boolean;
  /** Overrides the route's class; null = the route's own. */
  readonly latencyClass: LatencyClass | null;
  /** Labels for spend, added to the key's own. */
  readonly tags: Readonly<Record<string, string>>;
}

const maxTags = 16;
const tagName = /^[A-Za-z0-9_.-]{1,64}$/;

/** Reads the `x-understudy-*` request headers. @throws GatewayError `invalid_request_error` naming the header. */
export function readCallOptions(headers: GatewayCall['headers']): CallOptions {
  if (headers['x-understudy-policy'] !== undefined)
    throw badHeader('x-understudy-policy', 'is not supported yet; a rule that is not enforced is refused.');
  return {
    timeoutMs: readTimeout(headers['x-understudy-timeout-ms']),
    noFailover: readFlag('x-understudy-no-failover', headers['x-understudy-no-failover']),
    latencyClass: readLatencyClass(headers['x-understudy-latency-class']),
    tags: readTags(headers['x-understudy-tags']),
  };
}

function readTimeout(value: string | undefined): number | null {
  if (value === undefined) return null;
  const timeoutMs = Number(value);
  if (!/^\d{1,9}$/.test(value) || timeoutMs === 0)
    throw badHeader('x-understudy-timeout-ms', 'must be a whole number of milliseconds greater than 0.');
  return timeoutMs;
}

function readFlag(name: string, value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw badHeader(name, 'must be "true" or "false".');
}

function readLatencyClass(value: string | undefined): LatencyClass | null {
  if (value === undefined) return null;
  if (value === 'interactive' || value === 'standard' || value === 'batch') return value;
  throw badHeader('x-understudy-latency-class', 'must be "interactive", "standard" or "batch".');
}

function readTags(value: string | undefined): Readonly<Record<string, string>> {
  if (value === undefined || value.trim() === '') return {};
  const tags: Record<string, string> = {};
  const pairs = value.split(',');
  if (pairs.length > maxTags) throw badHeader('x-understudy-tags', `holds more than ${maxTags} tags.`);
  for (const pair of pairs) {
    const [name = '', ...rest] = pair.trim().split('=');
    const label = rest.join('=');
    if (!tagName.test(name) || name === '__proto__' || label === '' || label.length > 256)
      throw badHeader(
        'x-understudy-tags',
        `must be name=value pairs separated by commas; "${pair.trim().slice(0, 80)}" is not.`,
      );
    tags[name] = label;
  }
  return tags;
}

const badHeader = (name: string, what: string) =>
  new GatewayError('invalid_request_error', `The header ${name} ${what}`, { param: name });
