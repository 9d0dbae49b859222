import type { IncomingMessage } from 'node:http';

/** Headers about one connection, not the message (RFC 9110, 7.6.1), and those that only a proxy's neighbour may set. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * What the console believes about the caller because we say so. From outside it would be a lie about address, host
 * or scheme, or a way round a check (`x-middleware-subrequest`, CVE-2025-29927).
 */
const onlyOurs = /^(x-forwarded-.*|forwarded|x-real-ip|x-middleware-.*|x-invoke-.*|x-matched-path|expect)$/;

/** A flat list of names and values without the headers that belong to one connection. */
export function hopByHopFree(rawHeaders: readonly string[]): string[] {
  const dropped = new Set(hopByHop);
  for (const [name, value] of pairs(rawHeaders)) {
    if (name.toLowerCase() === 'connection') {
      for (const named of value.split(',')) dropped.add(named.trim().toLowerCase());
    }
  }
  return pairs(rawHeaders).flatMap(([name, value]) => (dropped.has(name.toLowerCase()) ? [] : [name, value]));
}

/** The headers of a call as the console gets them. `Host` stays what the caller asked for. */
export function forwardedHeaders(incoming: IncomingMessage): string[] {
  const kept = pairs(hopByHopFree(incoming.rawHeaders)).filter(
    ([name]) => !onlyOurs.test(name.toLowerCase()),
  );
  const host = incoming.headers.host;
  return [
    ...kept.flat(),
    // The framing of the body is ours to say: a chunked one without this would become the next request on the socket.
    ...(incoming.headers['transfer-encoding'] === undefined ? [] : ['transfer-encoding', 'chunked']),
    ...['x-forwarded-for', incoming.socket.remoteAddress ?? 'unknown'],
    ...['x-forwarded-proto', 'http'],
    ...(host === undefined ? [] : ['x-forwarded-host', host]),
  ];
}

function pairs(flat: readonly string[]): [string, string][] {
  const names = flat.filter((_, index) => index % 2 === 0);
  return names.map((name, index) => [name, flat[index * 2 + 1] ?? '']);
}
