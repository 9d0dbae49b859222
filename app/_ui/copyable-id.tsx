'use client';

import { cn } from '@cloudflare/kumo/utils';
import { CheckIcon, CopyIcon } from '@phosphor-icons/react';
import { useCopy } from './use-copy.ts';

/** An identifier, monospaced, that copies on click. */
export const CopyableId = ({ id, className }: { readonly id: string; readonly className?: string }) => {
  const { copied, copy } = useCopy();
  const Mark = copied ? CheckIcon : CopyIcon;
  return (
    <button
      type="button"
      onClick={() => copy(id)}
      aria-label={copied ? `Copied ${id}` : `Copy ${id}`}
      title={copied ? 'Copied' : 'Copy'}
      className={cn(
        'inline-flex max-w-full min-w-0 cursor-pointer items-center gap-1.5 rounded font-mono text-sm hover:bg-kumo-tint focus-visible:outline-2 focus-visible:outline-kumo-focus',
        className,
      )}
    >
      <span className="truncate">{id}</span>
      <Mark size={12} aria-hidden className={cn('shrink-0', copied ? 'text-ok' : 'text-kumo-subtle')} />
    </button>
  );
};
