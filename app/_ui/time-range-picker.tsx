'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Input } from '@cloudflare/kumo/components/input';
import { Popover } from '@cloudflare/kumo/components/popover';
import { cn } from '@cloudflare/kumo/utils';
import { CalendarBlankIcon, CaretDownIcon } from '@phosphor-icons/react';
import { type FormEvent, useState } from 'react';
import { isCustom, presetLabel, presets, rangeLabel, resolveRange, toLocalField } from './time-range.ts';
import { useTimeRange } from './use-time-range.ts';

const viewerZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

const CustomRange = ({ onApply }: { readonly onApply: (from: Date, to: Date) => void }) => {
  const [state] = useTimeRange();
  const [problem, setProblem] = useState<string | null>(null);
  const bounds = resolveRange(state, Date.now());
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const from = new Date(String(fields.get('from')));
    const to = new Date(String(fields.get('to')));
    if (!(from < to)) return setProblem('The start must come before the end.');
    onApply(from, to);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Input
        label="From"
        name="from"
        type="datetime-local"
        size="sm"
        required
        defaultValue={toLocalField(new Date(bounds.from))}
      />
      <Input
        label="To"
        name="to"
        type="datetime-local"
        size="sm"
        required
        defaultValue={toLocalField(new Date(bounds.to))}
        {...(problem === null ? {} : { error: problem })}
      />
      <p className="text-sm text-kumo-subtle">Times are in your zone, {viewerZone()}.</p>
      <Button type="submit" size="sm" variant="primary">
        Apply
      </Button>
    </form>
  );
};

/** Chooses the time range of the page: presets, or both bounds. */
export const TimeRangePicker = () => {
  const [state, setState] = useTimeRange();
  const [open, setOpen] = useState(false);
  const apply = (next: Parameters<typeof setState>[0]) => {
    void setState(next);
    setOpen(false);
  };
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        render={
          <Button size="sm" icon={<CalendarBlankIcon />} aria-label={`Time range: ${rangeLabel(state)}`} />
        }
      >
        <span suppressHydrationWarning>{rangeLabel(state)}</span>
        <CaretDownIcon size={12} aria-hidden />
      </Popover.Trigger>
      <Popover.Content className="w-72">
        <Popover.Title className="sr-only">Time range</Popover.Title>
        <div className="flex flex-col gap-3">
          <div className="grid grid-cols-2 gap-1">
            {presets.map((preset) => (
              <Button
                key={preset}
                size="sm"
                variant="ghost"
                aria-pressed={!isCustom(state) && state.range === preset}
                className={cn('justify-start', !isCustom(state) && state.range === preset && 'bg-kumo-tint')}
                onClick={() => apply({ range: preset, from: null, to: null })}
              >
                {presetLabel[preset]}
              </Button>
            ))}
          </div>
          <hr className="border-kumo-hairline" />
          <CustomRange onApply={(from, to) => apply({ from, to })} />
        </div>
      </Popover.Content>
    </Popover>
  );
};
