import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenarios, parseScenarios, ScenarioFileError } from './load-scenarios.ts';

const problemOf = (text: string) => {
  try {
    parseScenarios(text, 'demo.yaml');
  } catch (error) {
    if (error instanceof ScenarioFileError) return error.message;
    throw error;
  }
  return null;
};

const withFault = (fault: string) => `wobbly:\n  faults:\n    - { ${fault} }\n`;

describe('a scenario file', () => {
  it('is YAML or JSON', () => {
    const yaml = 'wobbly:\n  seed: 7\n  faults:\n    - when: { first_calls: 2 }\n      status: 503\n';
    const json = JSON.stringify({ wobbly: { seed: 7, faults: [{ when: { first_calls: 2 }, status: 503 }] } });
    expect(parseScenarios(yaml, 'a')).toEqual(parseScenarios(json, 'b'));
    expect(parseScenarios(yaml, 'a')).toMatchObject({ wobbly: { seed: 7, faults: [{ status: 503 }] } });
  });

  it('is refused with line and path of the field', () => {
    expect(problemOf('wobbly:\n  seed: 1\n  faults:\n    - status: 99\n')).toMatch(
      /^demo\.yaml: line 4: wobbly\.faults\[0\]\.status: /,
    );
    expect(problemOf('wobbly:\n  fauls: []\n')).toMatch(/line 2: wobbly: .*fauls/);
    expect(problemOf('Wobbly Name: {}')).toMatch(/Wobbly Name: /);
    expect(problemOf('openai: {}')).toMatch(/reserved/);
    expect(problemOf('a: {\n')).toMatch(/^demo\.yaml: line \d+: /);
    expect(problemOf('- 1')).toMatch(/the file: /);
  });

  it('is refused when it cannot be read', async () => {
    await expect(loadScenarios('/nowhere/at-all.yaml')).rejects.toThrow(
      '/nowhere/at-all.yaml: cannot be read',
    );
  });

  it.each([
    ['reset: true, status: 500', 'status'],
    ['silence: true, delay_headers_ms: 5', 'delay_headers_ms'],
    ['body: x, cut_after_tokens: 1', 'cut_after_tokens'],
    ['cut_after_tokens: 1, stall_after_tokens: 2', '_after_tokens'],
    ['status: 503, token_interval_ms: 5', 'token_interval_ms'],
    ['error: overloaded, cut_after_tokens: 5', 'cut_after_tokens'],
    ['status: 500, error_event_after_tokens: 1', 'status'],
    ['retry_after_s: 3', 'retry_after_s'],
    ['error: overloded', 'overloaded'],
    ['when: { operation: talk }, status: 500', 'embeddings'],
    ['when: { first_calls: 1 }', 'does nothing'],
    ['when: { from_ms: 9, until_ms: 3 }, status: 500', 'from_ms'],
    ['when: { repeat_calls: 3 }, status: 500', 'repeat_calls'],
    ['headers: { "a b": c }, status: 500', 'a b'],
    ['headers: { a: "x\\ny" }, status: 500', 'headers.a'],
  ])('never holds a setting that would have no effect: %s', (fault, named) => {
    expect(problemOf(withFault(fault))).toContain(named);
  });

  it('answers one thing only', () => {
    expect(problemOf('a:\n  answer: { text: x, words: 3 }\n')).toMatch(/line 2: a\.answer: /);
  });
});

describe('the example file', () => {
  it('is valid', async () => {
    const scenarios = await loadScenarios(join(import.meta.dirname, 'example-scenarios.yaml'));
    expect(Object.keys(scenarios).length).toBeGreaterThan(5);
  });
});
