import { stringify } from 'yaml';
import type { Database } from '#db/client.ts';
import { sortedEntries } from './canonical-json.ts';
import { loadCurrentState, loadKeys } from './current-state.ts';
import { secretVariables } from './secret-placeholders.ts';
import { keyEntry, stateDocument } from './state-document.ts';

/** The configuration in force as a file. */
export interface ExportedConfig {
  /** YAML, the same text for the same configuration. */
  readonly text: string;
  /** Environment variables that stand for the secrets: to be set before the file is applied. */
  readonly variables: readonly string[];
}

/**
 * Writes the configuration in force as a configuration file without any secret. Applied to the same database with its
 * variables set, it changes nothing: keys that exist keep their secrets.
 */
export function exportConfig(db: Database['db']): Promise<ExportedConfig> {
  return db.transaction(
    async (tx) => {
      const state = await loadCurrentState(tx);
      const keys = [...(await loadKeys(tx)).values()].filter((key) => key.revokedAt === null);
      const keySection = sortedEntries(Object.fromEntries(keys.map((key) => [key.name, keyEntry(key)])));
      // Of providers only secrets are free text, and those are references on purpose.
      const { version, organisation, providers, ...sections } = stateDocument(state);
      const rest = escapeReferences({ ...sections, keys: Object.fromEntries(keySection) });
      const document = { version, organisation, providers, ...rest };
      const variables = [...secretVariables(state).values()].flatMap((pool) => [...pool.values()]);
      return {
        text: header(variables) + stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }),
        variables,
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

function header(variables: readonly string[]): string {
  if (variables.length === 0) return '';
  const lines = variables.map((name) => `#   ${name}\n`);
  return `# Secrets are not part of an export. Set these environment variables before applying it:\n${lines.join('')}`;
}

/** Doubles the dollar sign of a text that would otherwise be read as a reference to the environment. */
function escapeReferences<Value>(value: Value): Value {
  const doubled = (_name: string, each: unknown) =>
    typeof each === 'string' ? each.replaceAll('${', () => '$${') : each;
  return JSON.parse(JSON.stringify(value, doubled)) as Value;
}
