import { createHash } from 'node:crypto';

/** JSON whose mappings are in order of name, so that equal documents are equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (isMapping(each) ? sorted(each) : each));
}

/** SHA-256 of a document's canonical JSON, in hex. */
export function documentHash(document: unknown): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex');
}

/** Whether a value is a mapping: neither null nor a list. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Entries in order of name by code unit, the same on every machine and database. */
export function sortedEntries<Value>(mapping: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function sorted(mapping: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(sortedEntries(mapping));
}
