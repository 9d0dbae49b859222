/** What the viewer chose; `system` follows the operating system. */
export const modes = ['system', 'light', 'dark'] as const;

/** One of {@link modes}. */
export type Mode = (typeof modes)[number];

/** Name of the cookie that carries the choice to the server. */
export const modeCookie = 'understudy-mode';

/** Reads the cookie; anything unknown means `system`. */
export const parseMode = (value: string | undefined): Mode =>
  modes.find((mode) => mode === value) ?? 'system';

/** The cookie that remembers a choice for a year, or forgets it. */
export const modeCookieText = (mode: Mode): string =>
  `${modeCookie}=${mode === 'system' ? '' : mode}; path=/; samesite=lax; max-age=${mode === 'system' ? 0 : 31_536_000}`;
