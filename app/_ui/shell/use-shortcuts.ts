'use client';

import { useEffect, useRef } from 'react';

/** How long the second key of a pair may take, in milliseconds. */
const pairWithinMs = 1_200;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** A focused button or link has its own use for Enter. */
const isPressed = (event: KeyboardEvent) =>
  event.key === 'Enter' && event.target instanceof Element && event.target.closest('a,button') !== null;

const inDialog = () => document.querySelector('[role="dialog"],[role="alertdialog"],[role="menu"]') !== null;

/**
 * Single keys and pairs like `g r`, ignored while someone types or a dialog is open. Names are the `key` of the
 * event in lower case; a pair has a space between.
 */
export const useShortcuts = (shortcuts: Readonly<Record<string, () => void>>): void => {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || isPressed(event) || inDialog()) return;
      const key = event.key.toLowerCase();
      const waiting = first !== null && event.timeStamp - first.at < pairWithinMs ? `${first.key} ` : '';
      const run = current.current[waiting + key] ?? current.current[key];
      first = { key, at: event.timeStamp };
      if (run === undefined) return;
      event.preventDefault();
      first = null;
      run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
};

/** Calls back on Cmd+K or Ctrl+K, also while someone types. */
export const usePaletteKey = (open: () => void): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey) return;
      event.preventDefault();
      open();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open]);
};
