'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Input } from '@cloudflare/kumo/components/input';
import { Popover } from '@cloudflare/kumo/components/popover';
import { cn } from '@cloudflare/kumo/utils';
import { CalendarBlankIcon, CaretDownIcon } from '@phosphor-icons/react';
import { type FormEvent, useState } from 'react';
import { viewerZone } from './queries.ts';
import {
  type Bounds,
  dayBounds,
  daysOf,
  isCustomRange,
  periodLabel,
  spendBounds,
  spendPeriods,
  spendRangeLabel,
} from './spend-range.ts';
import { useInBrowser } from './use-in-browser.ts';
import type { SpendState } from './use-spend-state.ts';

/** The years that the console knows. */
const knownDays = { min: '1970-01-01', max: '9999-12-30' } as const;

const CustomDays = ({
  shown,
  onApply,
}: {
  readonly shown: Bounds;
  readonly onApply: (bounds: Bounds) => void;
}) => {
  const [problem, setProblem] = useState<string | null>(null);
  const { first, last } = daysOf(shown);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const bounds = dayBounds(String(fields.get('first')), String(fields.get('last')));
    if (bounds === null) return setProblem('The first day must not come after the last.');
    onApply(bounds);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Input
        label="First day"
        name="first"
        type="date"
        size="sm"
        required
        {...knownDays}
        defaultValue={first}
      />
      <Input
        label="Last day"
        name="last"
        type="date"
        size="sm"
        required
        {...knownDays}
        defaultValue={last}
        {...(problem === null ? {} : { error: problem })}
      />
      <p className="text-sm text-kumo-subtle">Days are those of your zone, {viewerZone()}.</p>
      <Button type="submit" size="sm" variant="primary">
        Apply
      </Button>
    </form>
  );
};

/** Chooses the range of the page: a period of the calendar, or whole days. */
export const SpendRangePicker = ({ view: [state, setState] }: { readonly view: SpendState }) => {
  const [open, setOpen] = useState(false);
  const apply = (next: Parameters<typeof setState>[0]) => {
    void setState(next);
    setOpen(false);
  };
  const custom = isCustomRange(state);
  const label = useInBrowser() || !custom ? spendRangeLabel(state) : 'Chosen days';
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        render={<Button size="sm" icon={<CalendarBlankIcon />} aria-label={`Range: ${label}`} />}
      >
        {label}
        <CaretDownIcon size={12} aria-hidden />
      </Popover.Trigger>
      <Popover.Content className="w-72">
        <Popover.Title className="sr-only">Range</Popover.Title>
        <div className="flex flex-col gap-3">
          <div className="grid grid-cols-2 gap-1">
            {spendPeriods.map((period) => (
              <Button
                key={period}
                size="sm"
                variant="ghost"
                aria-pressed={!custom && state.range === period}
                className={cn('justify-start', !custom && state.range === period && 'bg-kumo-tint')}
                onClick={() => apply({ range: period, from: null, to: null })}
              >
                {periodLabel[period]}
              </Button>
            ))}
          </div>
          <hr className="border-kumo-hairline" />
          <CustomDays shown={spendBounds(state, new Date())} onApply={apply} />
        </div>
      </Popover.Content>
    </Popover>
  );
};
