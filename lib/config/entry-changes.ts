import type { PathChange } from './diff.ts';

/** Everything that changes in one entry of a section. */
export interface EntryChange {
  readonly section: string;
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly changes: readonly PathChange[];
}

/** Gathers changes by entry, in their order. `organisation` counts as one entry of that name. */
export function entryChanges(changes: readonly PathChange[]): EntryChange[] {
  const groups = Map.groupBy(changes, ({ at }) =>
    JSON.stringify(at.slice(0, at[0] === 'organisation' ? 1 : 2)),
  );
  return [...groups.values()].map((group) => {
    const [section, name] = group[0]?.at ?? [];
    const whole = group.length === 1 && group[0]?.at.length === 2 && section !== 'organisation';
    return {
      section: String(section),
      name: section === 'organisation' ? 'organisation' : String(name),
      kind: whole && group[0] ? group[0].kind : 'changed',
      changes: group,
    };
  });
}

const singular: Readonly<Record<string, string>> = {
  providers: 'provider',
  models: 'model override',
  routes: 'route',
  teams: 'team',
  keys: 'key',
};

/** What changed, in a sentence: `added 2 providers, changed route chat`. */
export function summarise(entries: readonly EntryChange[]): string {
  const groups = Map.groupBy(entries, ({ kind, section }) => `${kind} ${section}`);
  const parts = [...groups.values()].map((group) => {
    const { kind, section, name } = group[0] ?? { kind: 'changed', section: '', name: '' };
    const noun = singular[section];
    if (noun === undefined) return `${kind} ${name}`;
    return group.length === 1 ? `${kind} ${noun} ${name}` : `${kind} ${group.length} ${noun}s`;
  });
  return parts.join(', ');
}

/** Names of the entries that change in one of these ways. */
export function namesOf(entries: readonly EntryChange[], ...kinds: readonly EntryChange['kind'][]): string[] {
  return entries.filter((entry) => kinds.includes(entry.kind)).map((entry) => entry.name);
}
