'use client';

import { useEffect, useState } from 'react';
import { formatExact, formatRelative } from './format-time.ts';

/** Twice the age's own unit is soon enough: seconds tick each second, minutes every half minute. */
const refreshAfterMs = (iso: string, nowMs: number) =>
  Math.abs(nowMs - Date.parse(iso)) < 90_000 ? 1_000 : 30_000;

const useNow = (iso: string) => {
  const [nowMs, setNowMs] = useState<number | null>(null);
  useEffect(() => {
    setNowMs(Date.now());
  }, []);
  useEffect(() => {
    if (nowMs === null) return;
    const timer = setTimeout(() => setNowMs(Date.now()), refreshAfterMs(iso, nowMs));
    return () => clearTimeout(timer);
  }, [iso, nowMs]);
  return nowMs;
};

/** How long ago, kept current, with the exact time of the viewer's zone on hover. */
export const RelativeTime = ({ iso, className }: { readonly iso: string; readonly className?: string }) => {
  const nowMs = useNow(iso);
  return (
    <time
      dateTime={iso}
      title={nowMs === null ? iso : formatExact(iso)}
      className={className}
      suppressHydrationWarning
    >
      {nowMs === null ? iso.slice(0, 16).replace('T', ' ') : formatRelative(iso, nowMs)}
    </time>
  );
};
