import { cn } from '@cloudflare/kumo/utils';
import {
  CheckCircleIcon,
  CircleDashedIcon,
  type Icon,
  MinusCircleIcon,
  PauseCircleIcon,
  WarningIcon,
  XCircleIcon,
} from '@phosphor-icons/react';
import { type Tone, toneText } from './tone.ts';

const toneIcon = {
  ok: CheckCircleIcon,
  degraded: WarningIcon,
  failed: XCircleIcon,
  benched: PauseCircleIcon,
  skipped: MinusCircleIcon,
} as const satisfies Record<Tone, Icon>;

/** A status as icon, word and colour, so that no one of the three is needed to read it. */
export const StatusBadge = ({
  tone,
  children,
  className,
}: {
  readonly tone: Tone;
  readonly children: string;
  readonly className?: string;
}) => {
  const ToneIcon = toneIcon[tone];
  return (
    <span className={cn('inline-flex items-center gap-1 whitespace-nowrap', toneText[tone], className)}>
      <ToneIcon weight="fill" size={14} aria-hidden className="shrink-0" />
      {children}
    </span>
  );
};

/** Something the gateway does not know yet. */
export const UnknownBadge = ({ children }: { readonly children: string }) => (
  <span className="inline-flex items-center gap-1 whitespace-nowrap text-skipped">
    <CircleDashedIcon size={14} aria-hidden className="shrink-0" />
    {children}
  </span>
);
