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
import { useId } from 'react';
import { useFormContext } from 'react-hook-form';
import type { RouteTarget, TargetList } from '#lib/console/routes/schema.ts';
import { AddTarget } from './add-target.tsx';
import { ChainRow } from './chain-row.tsx';
import type { RouteForm } from './route-form.ts';
import { useTargetList } from './use-target-list.ts';

/** What a list of targets is edited with, whichever it is. */
export interface TargetListProps {
  /** The targets as they are saved, for their health. */
  readonly known: readonly RouteTarget[];
  /** First-token limit that a target inherits when neither it nor the route sets one. */
  readonly defaultMs: number;
  readonly disabled: boolean;
}

const factsOf = (targets: readonly RouteTarget[], name: string) =>
  targets.find((one) => one.target === name && one.via === null);

/** One of a route's lists of targets: drag them, use the buttons, or hold Alt and press the arrows. */
export const TargetListEditor = ({
  list,
  label,
  addLabel,
  known,
  defaultMs,
  disabled,
}: TargetListProps & {
  readonly list: TargetList;
  /** Names the list for a screen reader. */
  readonly label: string;
  readonly addLabel: string;
}) => {
  const { formState, watch } = useFormContext<RouteForm>();
  const { fields, actions, add, said } = useTargetList(list);
  const dndId = useId();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const from = fields.findIndex((field) => field.id === active.id);
    const to = fields.findIndex((field) => field.id === over?.id);
    if (from !== -1 && to !== -1 && from !== to) actions.move(from, to);
  };
  const problem = formState.errors.settings?.[list];
  const message = problem?.root?.message ?? problem?.message;
  const routeMs = watch('settings.timeouts.first_token_ms');
  return (
    <>
      <DndContext id={dndId} sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
        <SortableContext items={fields.map((field) => field.id)} strategy={verticalListSortingStrategy}>
          <ol aria-label={label}>
            {fields.map((field, index) => (
              <ChainRow
                key={field.id}
                id={field.id}
                list={list}
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
        <p role="alert" className="px-4 py-3 text-sm text-failed">
          {message}
        </p>
      )}
      {!disabled && (
        <AddTarget list={list} label={addLabel} chain={fields.map((field) => field.target)} onAdd={add} />
      )}
    </>
  );
};
