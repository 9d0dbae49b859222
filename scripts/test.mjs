// @ts-check
import { stages } from './testing/stages.mjs';
import { closingLine, sum } from './testing/tally.mjs';

/**
 * `npm test`: every stage runs, also after one that failed, and the last line counts them all.
 */
const results = [];
for (const { name, run } of stages) {
  console.log(`\n— ${name}`);
  const startedAt = performance.now();
  const tally = await run();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`  ${tally.passed} of ${tally.passed + tally.failed} in ${seconds} s`);
  results.push({ name, tally, seconds });
}

console.log('');
for (const { name, tally, seconds } of results) {
  console.log(`${tally.failed > 0 ? '✗' : '✓'} ${name.padEnd(28)} ${seconds.padStart(6)} s`);
}
const total = sum(results.map(({ tally }) => tally));
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(closingLine(total));
