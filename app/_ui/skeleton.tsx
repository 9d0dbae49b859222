import { cn } from '@cloudflare/kumo/utils';

/** A grey block where something will be. */
export const Skeleton = ({ className }: { readonly className?: string }) => (
  <div aria-hidden className={cn('skeleton', className)} />
);

const widths = ['w-2/5', 'w-3/5', 'w-1/2', 'w-1/3', 'w-2/3'];

/** Rows of a table that is on its way, each as high as the real ones. */
export const RowsSkeleton = ({
  rows,
  rowClassName = 'h-11',
}: {
  readonly rows: number;
  readonly rowClassName?: string;
}) => (
  <div aria-hidden className="divide-y divide-kumo-hairline">
    {Array.from({ length: rows }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity and never move.
      <div key={row} className={cn('flex items-center gap-6 px-4', rowClassName)}>
        <Skeleton className={cn('h-3', widths[row % widths.length])} />
        <Skeleton className="ml-auto h-3 w-24" />
      </div>
    ))}
  </div>
);
