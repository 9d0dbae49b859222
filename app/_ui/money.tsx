import { cn } from '@cloudflare/kumo/utils';
import { formatMoney, formatMoneyExact } from './format-money.ts';

/** An amount with the digits it needs, every digit on hover. */
export const Money = ({ nanoUsd, className }: { readonly nanoUsd: string; readonly className?: string }) => (
  <span className={cn('tabular-nums', className)} title={formatMoneyExact(nanoUsd)}>
    {formatMoney(nanoUsd)}
  </span>
);
