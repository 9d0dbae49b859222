import { Meter } from '@cloudflare/kumo/components/meter';
import { cn } from '@cloudflare/kumo/utils';
import type { BudgetUsage } from '#lib/console/limits/schema.ts';
import { formatMoney } from '../format-money.ts';
import { RelativeTime } from '../relative-time.tsx';
import { toneFill, toneText } from '../tone.ts';
import { budgetShare, periodWords } from './budget-share.ts';

const BudgetBar = ({ usage }: { readonly usage: BudgetUsage }) => {
  const { spent_nano_usd: spent, limit_nano_usd: limit, period, renews_at: renewsAt } = usage;
  const { percent, text, tone, word } = budgetShare(spent, limit);
  const label = `${formatMoney(spent)} of ${formatMoney(limit)} ${periodWords[period]}`;
  return (
    <li className="flex min-w-0 flex-col gap-0.5">
      <Meter
        label={label}
        value={percent}
        customValue={text}
        className="gap-1 text-sm [&_*]:tabular-nums"
        trackClassName="h-1.5"
        indicatorClassName={tone === null ? 'bg-kumo-contrast' : toneFill[tone]}
      />
      <span className="flex flex-wrap gap-x-1.5 text-sm text-kumo-subtle">
        {word !== null && tone !== null && <span className={cn('font-medium', toneText[tone])}>{word}</span>}
        {usage.model !== null && <span className="font-mono break-all">{usage.model}</span>}
        {usage.mode === 'soft' && <span>only tells</span>}
        {renewsAt !== null && (
          <span>
            renews <RelativeTime iso={renewsAt} />
          </span>
        )}
      </span>
    </li>
  );
};

/** How much of each budget is spent in its period. Nothing when there is no budget. */
export const BudgetBars = ({
  usage,
  className,
}: {
  readonly usage: readonly BudgetUsage[];
  readonly className?: string;
}) =>
  usage.length === 0 ? null : (
    <ul aria-label="Budgets" className={cn('flex min-w-0 flex-col gap-2', className)}>
      {usage.map((one) => (
        <BudgetBar key={one.id} usage={one} />
      ))}
    </ul>
  );
