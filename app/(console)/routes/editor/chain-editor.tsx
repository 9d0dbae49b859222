'use client';

import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { useId, useRef, useState } from 'react';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { Panel } from '#app/_ui/panel.tsx';
import type { RouteTarget } from '#lib/console/routes/schema.ts';
import { AddTarget } from './add-target.tsx';
import { ChainRow, type ChainRowActions } from './chain-row.tsx';
import { chainSentence, type RouteForm } from './route-form.ts';

const factsOf = (targets: readonly RouteTarget[], name: string) =>
  targets.find((one) => one.target === name && one.via === null);

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

const useChain = () => {
  const { control, trigger, formState } = useFormContext<RouteForm>();
  const array = useFieldArray({ control, name: 'settings.targets' });
  const [said, setSaid] = useState('');
  const recheck = () => formState.isSubmitted && void trigger('settings.targets');
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

/** The chain as an ordered list: drag it, use the buttons, or hold Alt and press the arrows. */
export const ChainEditor = ({
  known,
  defaultMs,
  disabled,
}: {
  /** The targets of the saved chain, for their health. */
  readonly known: readonly RouteTarget[];
  /** First-token limit that a target inherits when neither it nor the route sets one. */
  readonly defaultMs: number;
  readonly disabled: boolean;
}) => {
  const { formState, watch } = useFormContext<RouteForm>();
  const { fields, actions, add, said } = useChain();
  const dndId = useId();
  const problem = useRef<HTMLParagraphElement>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const from = fields.findIndex((field) => field.id === active.id);
    const to = fields.findIndex((field) => field.id === over?.id);
    if (from !== -1 && to !== -1 && from !== to) actions.move(from, to);
  };
  const message =
    formState.errors.settings?.targets?.root?.message ?? formState.errors.settings?.targets?.message;
  const routeMs = watch('settings.timeouts.first_token_ms');
  return (
    <Panel title="Chain" note={`${chainSentence(fields)}.`} flush>
      <DndContext id={dndId} sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
        <SortableContext items={fields.map((field) => field.id)} strategy={verticalListSortingStrategy}>
          <ol aria-label="Targets in order of preference">
            {fields.map((field, index) => (
              <ChainRow
                key={field.id}
                id={field.id}
                index={index}
                count={fields.length}
                target={field.target}
                facts={factsOf(known, field.target)}
                inheritedMs={routeMs || defaultMs}
                disabled={disabled}
                actions={actions}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      {message && (
        <p ref={problem} role="alert" className="px-4 pt-3 text-sm text-failed">
          {message}
        </p>
      )}
      {!disabled && <AddTarget chain={fields.map((field) => field.target)} onAdd={add} />}
    </Panel>
  );
};
