import type { CurrentState } from './current-state.ts';

/**
 * Names the environment variable that stands for each credential's secret in a document: `OPENAI_MAIN_ACCOUNT_A` for
 * the credential `account-a` of the provider `openai-main`. No two share one: a second gets `_2` behind it.
 */
export function secretVariables(state: Pick<CurrentState, 'providers'>): Map<string, Map<string, string>> {
  const taken = new Set<string>();
  const variables = new Map<string, Map<string, string>>();
  for (const [provider, { credentials }] of inOrder(state.providers)) {
    const pool = new Map<string, string>();
    for (const name of credentials.map((each) => each.name).sort()) {
      const base = variableName(`${provider} ${name}`);
      let variable = base;
      for (let copy = 2; taken.has(variable); copy += 1) variable = `${base}_${copy}`;
      taken.add(variable);
      pool.set(name, variable);
    }
    variables.set(provider, pool);
  }
  return variables;
}

/** Gives, for a provider, what a document shows instead of each credential's secret: a `${NAME}`. */
export function secretPlaceholders(
  state: Pick<CurrentState, 'providers'>,
): (provider: string) => (credential: string) => string | undefined {
  const variables = secretVariables(state);
  return (provider) => (credential) => {
    const variable = variables.get(provider)?.get(credential);
    return variable === undefined ? undefined : `\${${variable}}`;
  };
}

/** An environment variable begins with no digit. */
function variableName(text: string): string {
  const name = text.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

function inOrder<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
