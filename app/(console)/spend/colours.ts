// Eight hues far from each other. Those near the colours that mean healthy, degraded and failed are paler than they are.
const palette = [
  'light-dark(oklch(58% 0.12 255), oklch(68% 0.11 255))',
  'light-dark(oklch(64% 0.11 175), oklch(72% 0.1 175))',
  'light-dark(oklch(72% 0.09 85), oklch(78% 0.08 85))',
  'light-dark(oklch(57% 0.13 310), oklch(69% 0.12 310))',
  'light-dark(oklch(65% 0.1 45), oklch(71% 0.09 45))',
  'light-dark(oklch(65% 0.1 220), oklch(75% 0.09 220))',
  'light-dark(oklch(63% 0.08 130), oklch(72% 0.08 130))',
  'light-dark(oklch(60% 0.1 350), oklch(70% 0.09 350))',
] as const;

/** Colour of everything beyond the groups that have one of their own. */
export const colourOthers = 'var(--color-skipped-fill)';

/** FNV-1a: spreads names evenly and is the same in every browser. */
const hash = (name: string): number => {
  let value = 0x811c9dc5;
  for (const unit of name) value = Math.imul(value ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
};

/**
 * A colour for each name, at most eight. It follows from the name, so that it stays when ranks change; of two that want
 * the same one the earlier has it and the later takes the next that is free.
 */
export const coloursFor = (names: readonly string[]): ReadonlyMap<string, string> => {
  const taken = new Map<number, string>();
  for (const name of names.slice(0, palette.length)) {
    let slot = hash(name) % palette.length;
    while (taken.has(slot)) slot = (slot + 1) % palette.length;
    taken.set(slot, name);
  }
  return new Map([...taken].map(([slot, name]) => [name, palette[slot] ?? colourOthers]));
};
