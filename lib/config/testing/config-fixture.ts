import { renderProblem } from '../problem.ts';
import { type ParsedConfig, validateConfig } from '../validate.ts';

/** A configuration from YAML that must be valid. */
export function configOf(text: string, env: Record<string, string> = {}): ParsedConfig {
  const result = validateConfig(text, { env });
  if (result.ok) return result.config;
  throw new Error(result.problems.map((problem) => renderProblem('test.yaml', problem)).join('\n'));
}
