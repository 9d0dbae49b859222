import { cn } from '@cloudflare/kumo/utils';
import { type ReactNode, useId } from 'react';

/** A section of a page: a bordered region with a heading, an aside and its content. */
export const Panel = ({
  title,
  note,
  aside,
  children,
  className,
  flush = false,
}: {
  readonly title: string;
  /** One quiet line under the heading. */
  readonly note?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** Content reaches the border, as a table does. */
  readonly flush?: boolean;
}) => {
  const headingId = useId();
  return (
    <section
      aria-labelledby={headingId}
      className={cn(
        'flex min-w-0 flex-col overflow-clip rounded-lg border border-kumo-line bg-kumo-base',
        className,
      )}
    >
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-kumo-hairline px-4 py-2">
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-3">
          <h2 id={headingId} className="font-medium text-kumo-strong">
            {title}
          </h2>
          {note && <p className="text-sm text-kumo-subtle">{note}</p>}
        </div>
        {aside}
      </div>
      <div className={cn('flex min-w-0 flex-col', flush ? '' : 'p-4')}>{children}</div>
    </section>
  );
};
