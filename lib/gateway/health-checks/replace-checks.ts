import type { Configuration } from '../configuration.ts';
import type { Clock } from '../ports.ts';
import { type CheckEntry, intervalMs, newEntry } from './check-entry.ts';
import { plannedChecks } from './planned-checks.ts';

/** First checks start this far apart on average: five hundred providers at a start are no burst. Milliseconds. */
const spacingMs = 60;

/**
 * Follows a new configuration: what is called as before goes on as it was, what is new is checked soon, and what nobody
 * names any more is ended and forgotten. Keeps the order of the configuration.
 */
export function replaceChecks(
  entries: Map<string, CheckEntry>,
  configuration: Configuration,
  { clock, random }: { readonly clock: Clock; random(): number },
): void {
  const before = new Map(entries);
  entries.clear();
  const fresh: CheckEntry[] = [];
  for (const [key, planned] of plannedChecks(configuration)) {
    const known = before.get(key);
    before.delete(key);
    const entry = known ?? newEntry(planned, clock.now());
    entry.planned = planned;
    entries.set(key, entry);
    if (known === undefined) fresh.push(entry);
  }
  for (const forgotten of before.values()) forgotten.running?.abort();

  const slotMs = Math.min(spacingMs, intervalMs / fresh.length);
  for (const [index, entry] of fresh.entries()) entry.dueMs = clock.monotonic() + (index + random()) * slotMs;
}
