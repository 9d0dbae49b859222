import { expect, it } from 'vitest';
import { budgetShare } from './budget-share.ts';

it.each([
  ['0', '50', { percent: 0, text: '0%', tone: null }],
  ['1', '5000', { percent: 0, text: '<1%', tone: null }],
  ['79', '100', { percent: 79, text: '79%', tone: null, word: null }],
  ['80', '100', { percent: 80, text: '80%', tone: 'degraded', word: 'Nearly spent' }],
  ['9007199254740992', '9007199254740993', { percent: 99, text: '99%', tone: 'degraded' }],
  ['50', '50', { percent: 100, text: '100%', tone: 'failed', word: 'Spent' }],
  ['70', '50', { percent: 100, text: '140%', tone: 'failed', word: 'Spent' }],
])('%s of %s', (spent, limit, expected) => {
  expect(budgetShare(spent, limit)).toMatchObject(expected);
});
