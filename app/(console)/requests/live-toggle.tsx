'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { BroadcastIcon, PauseIcon } from '@phosphor-icons/react';

/** Why live mode holds still although it is on. */
export type LivePause = 'scrolled' | 'selected' | 'custom range' | null;

/** Turns the live log on and off, and says when it holds still and why. */
export const LiveToggle = ({
  live,
  pause,
  onChange,
}: {
  readonly live: boolean;
  readonly pause: LivePause;
  readonly onChange: (live: boolean) => void;
}) => (
  <Button
    size="sm"
    variant={live && pause === null ? 'primary' : 'outline'}
    aria-pressed={live}
    icon={live && pause !== null ? <PauseIcon /> : <BroadcastIcon />}
    onClick={() => onChange(!live)}
    title={live && pause !== null ? `Live is on and holds still: ${pause}` : 'Follow new requests (l)'}
  >
    {live && pause !== null ? `Live, paused: ${pause}` : 'Live'}
  </Button>
);
