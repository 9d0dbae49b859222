import { cn } from '@cloudflare/kumo/utils';
import type { ReactNode } from 'react';

/** The one frame of every page: title, one line of purpose, at most one primary action, then its sections. */
export const PageFrame = ({
  title,
  purpose,
  action,
  above,
  children,
  className,
}: {
  readonly title: ReactNode;
  readonly purpose: ReactNode;
  readonly action?: ReactNode;
  /** A way back, shown over the title. */
  readonly above?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) => (
  <div
    className={cn('mx-auto flex w-full max-w-[1280px] flex-col gap-5 px-4 py-5 md:px-8 md:py-7', className)}
  >
    <header className="flex flex-col gap-3">
      {above}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-col gap-1">
          <h1 className="text-xl font-semibold tracking-tight text-kumo-strong">{title}</h1>
          <p className="max-w-[88ch] text-kumo-subtle">{purpose}</p>
        </div>
        {action && <div className="flex shrink-0 flex-wrap items-center gap-2">{action}</div>}
      </div>
    </header>
    {children}
  </div>
);
