/** What a colour means; the same everywhere. */
export const tones = ['ok', 'degraded', 'failed', 'benched', 'skipped'] as const;

/** One of {@link tones}. */
export type Tone = (typeof tones)[number];

// Written out whole because Tailwind finds class names by reading them.

/** Text in the colour of a meaning. */
export const toneText = {
  ok: 'text-ok',
  degraded: 'text-degraded',
  failed: 'text-failed',
  benched: 'text-benched',
  skipped: 'text-skipped',
} as const satisfies Record<Tone, string>;

/** A bar or dot in the colour of a meaning. */
export const toneFill = {
  ok: 'bg-ok-fill',
  degraded: 'bg-degraded-fill',
  failed: 'bg-failed-fill',
  benched: 'bg-benched-fill',
  skipped: 'bg-skipped-fill',
} as const satisfies Record<Tone, string>;
