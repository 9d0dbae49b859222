import { renderProblem } from '../problem.ts';
import { type ParsedConfig, validateConfig } from '../validate.ts';

/** A configuration from YAML that must be valid. */
export function configOf(text: string, env: Record<string, string> = {}): ParsedConfig {
  const result = validateConfig(text, { env });
  if (result.ok) return result.config;
  throw new Error(result.problems.map((problem) => renderProblem('test.yaml', problem)).join('\n'));
}

/** The environment of {@link problemsOf}. */
export const testEnv = {
  OPENAI_API_KEY: 'sk-from-the-environment',
  BOT_KEY: 'a-fixed-secret-of-20-chars',
  EMPTY: '',
};

/** What `validate` prints of a text, one line per problem. */
export function problemsOf(text: string): string[] {
  const result = validateConfig(text, { env: testEnv });
  return result.ok ? [] : result.problems.map((problem) => renderProblem('c.yaml', problem));
}
