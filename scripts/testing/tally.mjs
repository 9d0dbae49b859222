// @ts-check
/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** @type {Tally} */
export const nothing = { passed: 0, failed: 0, skipped: 0 };

/** @param {Tally[]} tallies @returns {Tally} */
export function sum(tallies) {
  return tallies.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    nothing,
  );
}

/** The last line of `npm test`. @param {Tally} tally */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Vitest's JSON report. A file that could not even be loaded has no test that failed, and is a failure.
 * @param {any} report
 * @returns {Tally}
 */
export function tallyOfVitest(report) {
  const unloadable = report.testResults.filter(
    (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/**
 * Playwright's JSON report. A flaky test failed: it is one that cannot be relied on.
 * @param {any} report
 * @returns {Tally}
 */
export function tallyOfPlaywright({ stats, errors }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + (errors ?? []).length,
    skipped: stats.skipped,
  };
}

/**
 * What a stage's own figures miss: it ended badly without naming a failure, or ran nothing at all.
 * @param {Tally} tally
 * @param {number} exitCode
 * @returns {Tally}
 */
export function withVerdict(tally, exitCode) {
  const silent = exitCode !== 0 && tally.failed === 0;
  const empty = tally.passed + tally.failed + tally.skipped === 0;
  return silent || empty ? { ...tally, failed: tally.failed + 1 } : tally;
}
