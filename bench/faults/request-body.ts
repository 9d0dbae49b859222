import { withTargets } from './build-setup.ts';
import type { AskOptions, FaultRow } from './row.ts';

/** The body of a row's request. */
export function requestBody(row: FaultRow, id: string, { body = {} }: AskOptions): Record<string, unknown> {
  const fields = JSON.parse(withTargets(JSON.stringify(body), id)) as Record<string, unknown>;
  const messages = [{ role: 'user', content: 'Count to eight.' }];
  return { model: id, messages, ...(row.mode === 'streamed' ? { stream: true } : {}), ...fields };
}
