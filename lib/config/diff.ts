import { canonicalJson, isMapping } from './canonical-json.ts';
import { type ConfigPath, formatPath } from './problem.ts';

/** One difference between two documents. A secret is never in it: only that it changed. */
export interface ConfigChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Dotted, as `routes.chat.targets`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A difference together with its path in parts. */
export interface PathChange extends ConfigChange {
  readonly at: ConfigPath;
}

/** The differences between two documents, in order of path. Lists are compared whole, pools of credentials by name. */
export function diffDocuments(before: unknown, after: unknown): ConfigChange[] {
  return diffPaths(before, after).map(({ at: _at, ...change }) => change);
}

/** As {@link diffDocuments}, with each path in parts too. */
export function diffPaths(before: unknown, after: unknown, at: ConfigPath = []): PathChange[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const [old, current] = [byName(before), byName(after)];
  if (!isMapping(old) || !isMapping(current)) return [change(before, after, at)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(current)])].sort();
  return names.flatMap((name) => diffPaths(own(old, name), own(current, name), [...at, name]));
}

/** The differences as people read them: one line each, `+` added, `-` removed, `~` changed. */
export function renderDiff(changes: readonly ConfigChange[]): string {
  return changes.map((each) => `${renderChange(each)}\n`).join('');
}

function renderChange({ kind, path, before, after }: ConfigChange): string {
  // Only a secret has neither.
  if (before === undefined && after === undefined)
    return `~ ${path.replace(/\.secret$/, '')}: secret ${kind}`;
  switch (kind) {
    case 'added':
      return `+ ${path}: ${canonicalJson(after)}`;
    case 'removed':
      return `- ${path}: ${canonicalJson(before)}`;
    case 'changed':
      return `~ ${path}: ${canonicalJson(before)} -> ${canonicalJson(after)}`;
    default:
      return kind satisfies never;
  }
}

function change(before: unknown, after: unknown, at: ConfigPath): PathChange {
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const path = formatPath(at);
  if (isSecret(at)) return { kind, path, at };
  return {
    kind,
    path,
    at,
    ...(before === undefined ? {} : { before: withoutSecrets(before, at) }),
    ...(after === undefined ? {} : { after: withoutSecrets(after, at) }),
  };
}

/** A list of things with names is compared by name, so that a changed secret is told as that and nothing else. */
function byName(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  if (!value.every((item) => isMapping(item) && typeof item.name === 'string')) return value;
  return Object.fromEntries(value.map(({ name, ...rest }: { name: string }) => [name, rest]));
}

function withoutSecrets(value: unknown, at: ConfigPath): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withoutSecrets(item, [...at, index]));
  if (!isMapping(value)) return value;
  const shown = Object.entries(value).filter(([name]) => !isSecret([...at, name]));
  return Object.fromEntries(shown.map(([name, each]) => [name, withoutSecrets(each, [...at, name])]));
}

/** `providers.<name>.credentials.<name>.secret` or `keys.<name>.secret`; a route or tag may be called "secret" too. */
function isSecret(at: ConfigPath): boolean {
  if (at.at(-1) !== 'secret') return false;
  return (
    (at[0] === 'providers' && at[2] === 'credentials' && at.length === 5) ||
    (at[0] === 'keys' && at.length === 3)
  );
}

function own(mapping: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}
