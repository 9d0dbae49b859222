import type { ConsoleSettings } from './console-settings.ts';

/** What the gateway process tells the console process. Closing the channel means `stop`, at once. */
export type ToConsole =
  | { readonly type: 'settings'; readonly settings: ConsoleSettings }
  | { readonly type: 'stop' };

/** What the console process tells the gateway process. */
export type FromConsole =
  /** It answers, on this socket. */
  { readonly type: 'listening'; readonly socketPath: string };
