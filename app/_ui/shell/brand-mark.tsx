/**
 * Two strokes: the first breaks off, the second takes over and carries on. Drawn in the text's colour, the one that
 * takes over in the accent.
 */
export const BrandMark = ({ size = 20 }: { readonly size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden className="shrink-0">
    <path d="M3 3v6.5" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
    <path
      d="M8 3v7.5a4.5 4.5 0 0 0 9 0V3"
      stroke="var(--color-kumo-brand)"
      strokeWidth="2.5"
      strokeLinecap="round"
    />
    <circle cx="3" cy="15.5" r="1.75" fill="currentColor" opacity="0.35" />
  </svg>
);
