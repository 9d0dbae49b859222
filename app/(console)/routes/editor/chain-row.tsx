'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { InputGroup } from '@cloudflare/kumo/components/input-group';
import { cn } from '@cloudflare/kumo/utils';
import { useSortable } from '@dnd-kit/sortable';
import { ArrowDownIcon, ArrowUpIcon, DotsSixVerticalIcon, TrashIcon } from '@phosphor-icons/react';
import type { KeyboardEvent } from 'react';
import { useFormContext } from 'react-hook-form';
import { CircuitBadge } from '#app/_ui/health-badge.tsx';
import { SimulatedBadge } from '#app/_ui/simulated-badge.tsx';
import type { RouteTarget, TargetList } from '#lib/console/routes/schema.ts';
import { numberOrInherited, type RouteForm } from './route-form.ts';

/** What a row of the chain can be asked to do. */
export interface ChainRowActions {
  readonly move: (from: number, to: number) => void;
  readonly remove: (index: number) => void;
}

const movesBy = (event: KeyboardEvent): -1 | 0 | 1 => {
  if (!event.altKey) return 0;
  if (event.key === 'ArrowUp') return -1;
  return event.key === 'ArrowDown' ? 1 : 0;
};

const Known = ({ facts }: { readonly facts: RouteTarget | undefined }) =>
  facts && (
    <span className="flex flex-wrap items-center gap-x-3 text-sm">
      <CircuitBadge state={facts.circuit} />
      {facts.simulated && <SimulatedBadge />}
      {!facts.simulated && !facts.priced && <span className="text-kumo-subtle">no price known</span>}
    </span>
  );

const FirstTokenLimit = ({
  list,
  index,
  target,
  inherited,
}: {
  readonly list: TargetList;
  readonly index: number;
  readonly target: string;
  readonly inherited: number;
}) => {
  const { register } = useFormContext<RouteForm>();
  if (target.startsWith('route:')) return null;
  return (
    <InputGroup size="sm" className="hidden w-44 shrink-0 sm:flex">
      <InputGroup.Addon>first token</InputGroup.Addon>
      <InputGroup.Input
        inputMode="numeric"
        aria-label={`First token limit of ${target}, in milliseconds`}
        placeholder={String(inherited)}
        {...register(`settings.${list}.${index}.timeouts.first_token_ms`, { setValueAs: numberOrInherited })}
      />
      <InputGroup.Addon align="end">ms</InputGroup.Addon>
    </InputGroup>
  );
};

/** One target of a list: its place, its name, its health, and the ways to move it. */
export const ChainRow = ({
  id,
  list,
  index,
  count,
  target,
  facts,
  inheritedMs,
  disabled,
  actions,
}: {
  readonly id: string;
  readonly list: TargetList;
  readonly index: number;
  readonly count: number;
  readonly target: string;
  readonly facts: RouteTarget | undefined;
  readonly inheritedMs: number;
  readonly disabled: boolean;
  readonly actions: ChainRowActions;
}) => {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({
      id,
      disabled,
    });
  const { formState } = useFormContext<RouteForm>();
  const problem = formState.errors.settings?.[list]?.[index];
  const message = problem?.message ?? problem?.target?.message ?? problem?.timeouts?.first_token_ms?.message;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = movesBy(event);
    const to = index + step;
    if (step === 0 || to < 0 || to >= count || disabled) return;
    event.preventDefault();
    actions.move(index, to);
  };
  return (
    <li
      ref={setNodeRef}
      data-chain-row={id}
      onKeyDown={onKeyDown}
      style={{
        ...(transform ? { transform: `translate3d(0, ${transform.y}px, 0)` } : {}),
        ...(transition ? { transition } : {}),
      }}
      className={cn(
        'flex items-center gap-2 border-b border-kumo-hairline bg-kumo-base py-2 ps-2 pe-3 last:border-b-0',
        isDragging && 'relative z-10 outline-1 outline-kumo-brand',
      )}
    >
      <button
        type="button"
        ref={setActivatorNodeRef}
        {...attributes}
        {...listeners}
        disabled={disabled}
        aria-label={`Drag ${target}`}
        className="flex h-8 w-6 shrink-0 cursor-grab touch-none items-center justify-center rounded text-kumo-subtle hover:bg-kumo-tint focus-visible:outline-2 focus-visible:outline-kumo-focus disabled:cursor-not-allowed"
      >
        <DotsSixVerticalIcon size={16} aria-hidden />
      </button>
      <span className="w-5 shrink-0 text-end text-sm text-kumo-subtle tabular-nums">{index + 1}</span>
      <div className="flex min-w-0 flex-1 flex-col gap-0.5 ps-1">
        <span className="truncate font-mono text-sm font-medium text-kumo-strong" title={target}>
          {target}
        </span>
        <Known facts={facts} />
        {message && (
          <span role="alert" className="text-sm text-failed">
            {message}
          </span>
        )}
      </div>
      <FirstTokenLimit list={list} index={index} target={target} inherited={inheritedMs} />
      <div className="flex shrink-0">
        <Button
          data-move="up"
          variant="ghost"
          shape="square"
          size="sm"
          icon={<ArrowUpIcon />}
          aria-label={`Move ${target} up`}
          disabled={disabled || index === 0}
          onClick={() => actions.move(index, index - 1)}
        />
        <Button
          data-move="down"
          variant="ghost"
          shape="square"
          size="sm"
          icon={<ArrowDownIcon />}
          aria-label={`Move ${target} down`}
          disabled={disabled || index === count - 1}
          onClick={() => actions.move(index, index + 1)}
        />
        <Button
          variant="ghost"
          shape="square"
          size="sm"
          icon={<TrashIcon />}
          aria-label={`Remove ${target}`}
          disabled={disabled}
          onClick={() => actions.remove(index)}
        />
      </div>
    </li>
  );
};
