import { expect, it } from 'vitest';
import { closingLine, sum, tallyOfPlaywright, tallyOfVitest, withVerdict } from './tally.mjs';

const vitest = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, testResults: [] };
const playwright = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };

it('closes with the line that the outside reads', () => {
  expect(closingLine({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
  expect(closingLine({ passed: 7, failed: 2, skipped: 1 })).toBe('7 passed, 2 failed, 1 skipped');
});

it('adds up', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

it('counts a test file that could not be loaded as a failure', () => {
  const testResults = [{ status: 'failed', assertionResults: [] }];
  expect(tallyOfVitest(vitest)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  expect(tallyOfVitest({ ...vitest, testResults }).failed).toBe(2);
});

it('counts a flaky browser test, and an error outside any test, as failures', () => {
  expect(tallyOfPlaywright({ stats: playwright, errors: [{}] })).toEqual({
    passed: 4,
    failed: 3,
    skipped: 2,
  });
});

it('counts a stage that ended badly, or ran nothing, as a failure', () => {
  const green = { passed: 3, failed: 0, skipped: 0 };
  expect(withVerdict(green, 0)).toEqual(green);
  expect(withVerdict(green, 1).failed).toBe(1);
  expect(withVerdict({ ...green, failed: 2 }, 1).failed).toBe(2);
  expect(withVerdict({ passed: 0, failed: 0, skipped: 0 }, 0).failed).toBe(1);
});
