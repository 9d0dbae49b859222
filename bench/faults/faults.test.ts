import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { runScripted } from './scripted/run-row.ts';
import { faultTable } from './table.ts';

const scripted = faultTable.filter((row) => row.needsSockets === undefined);

it('names every row once', () => {
  expect(new Set(faultTable.map(({ name }) => name)).size).toBe(faultTable.length);
});

describe.each([...Map.groupBy(scripted, ({ group }) => group)])('%s', (_, rows) => {
  for (const row of rows) {
    it(row.name, async () => {
      expect(judge(row, await runScripted(row))).toEqual([]);
    });
  }
});
