import type { KeyboardEvent } from 'react';

/** Saves the form on Ctrl+Enter or Cmd+Enter, from any of its fields. */
export const submitOnCtrlEnter = (event: KeyboardEvent<HTMLFormElement>): void => {
  if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
};
