import type { BudgetUsage } from '#lib/console/limits/schema.ts';
import { BudgetBars } from './budget-bars.tsx';
import { ratesSentence } from './rates-sentence.ts';

/** Budgets with their use, and rates, in a row of a table. */
export const LimitsCell = ({
  of,
}: {
  readonly of: Parameters<typeof ratesSentence>[0] & { readonly usage: readonly BudgetUsage[] };
}) => {
  const rates = ratesSentence(of);
  if (rates === null && of.usage.length === 0) return <span className="text-kumo-subtle">none</span>;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <BudgetBars usage={of.usage} />
      {rates !== null && <p className="text-sm text-kumo-subtle">{rates}</p>}
    </div>
  );
};
