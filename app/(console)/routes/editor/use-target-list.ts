'use client';

import { useState } from 'react';
import { useFieldArray, useFormContext } from 'react-hook-form';
import type { TargetList } from '#lib/console/routes/schema.ts';
import type { ChainRowActions } from './chain-row.tsx';
import type { RouteForm } from './route-form.ts';

/** Focus stays with what was moved, on the same control where it still works. */
const refocus = (id: string, before: Element | null) => {
  const control = before instanceof HTMLElement ? before.dataset.move : undefined;
  requestAnimationFrame(() => {
    const row = document.querySelector(`[data-chain-row="${id}"]`);
    const same = control && row?.querySelector<HTMLButtonElement>(`[data-move="${control}"]:not(:disabled)`);
    const other = same || row?.querySelector<HTMLButtonElement>('[data-move]:not(:disabled)');
    if (before && row?.contains(before) && !(before as HTMLButtonElement).disabled)
      (before as HTMLElement).focus();
    else other?.focus();
  });
};

/** The rows of one of a route's lists, the ways to change them, and what a screen reader is told of a change. */
export const useTargetList = (list: TargetList) => {
  const { control, trigger, formState } = useFormContext<RouteForm>();
  const array = useFieldArray({ control, name: `settings.${list}` });
  const [said, setSaid] = useState('');
  const recheck = () => formState.isSubmitted && void trigger(`settings.${list}`);
  const actions: ChainRowActions = {
    move: (from, to) => {
      const row = array.fields[from];
      if (row === undefined) return;
      const focused = document.activeElement;
      array.move(from, to);
      setSaid(`${row.target} is now number ${to + 1} of ${array.fields.length}.`);
      refocus(row.id, focused);
    },
    remove: (index) => {
      setSaid(`${array.fields[index]?.target} was removed.`);
      array.remove(index);
      recheck();
    },
  };
  const add = (target: string) => {
    array.append({ target }, { shouldFocus: false });
    setSaid(`${target} was added as number ${array.fields.length + 1}.`);
    recheck();
  };
  return { fields: array.fields, actions, add, said };
};
