import type { FaultRow, ProviderScript } from '../../row.ts';
import { answer, healthy, quickTimeouts } from '../parts.ts';

const group = 'background checks';
/** The key is refused for so long, model list included. Milliseconds. */
const deadMs = 60_000;
const checked: ProviderScript = { ...healthy, isChecked: true };
const repaired: ProviderScript = {
  scenario: { answer, faults: [{ when: { until_ms: deadMs }, error: 'invalid_key' }] },
  isChecked: true,
};
const needsSockets = 'the checks run beside the core, by a clock of their own';

/** What checks every half minute find out before a caller does. */
export const backgroundChecks: readonly FaultRow[] = [
  {
    name: 'a dead key is found by a check, no caller pays for it, and it serves again once it is accepted, whole',
    group,
    mode: 'whole',
    needsSockets,
    providers: { primary: repaired, second: checked },
    route: { num_retries: 0, timeouts: quickTimeouts },
    course: async ({ ask, wait }) => {
      await wait(50_000);
      const whileDead = await ask();
      await wait(60_000);
      return [whileDead, await ask()];
    },
    expect: {
      sees: [
        { outcome: 'answer', by: 'second' },
        { outcome: 'answer', by: 'primary' },
      ],
      calls: { primary: 1, second: 1 },
    },
  },
  {
    name: 'checks are no calls for answers, and nobody is blamed for a provider without a model list, whole',
    group,
    mode: 'whole',
    needsSockets,
    providers: {
      primary: {
        scenario: { answer, faults: [{ when: { operation: 'models' }, status: 404 }] },
        isChecked: true,
      },
      second: checked,
    },
    route: { num_retries: 0, timeouts: quickTimeouts },
    course: async ({ ask, wait }) => {
      await wait(70_000);
      return [await ask()];
    },
    expect: { sees: [{ outcome: 'answer', by: 'primary' }], calls: { primary: 1 } },
  },
];
