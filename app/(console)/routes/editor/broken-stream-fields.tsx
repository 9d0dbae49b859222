'use client';

import type { RouteSettings } from '#lib/console/routes/schema.ts';
import type { Defaults } from './defaults.ts';
import { InheritedSelect } from './inherited-select.tsx';
import { ThresholdField } from './threshold-field.tsx';
import { recoveryCost } from './thresholds.ts';

const choices = {
  replay: 'Replay: ask the next target for the same answer and join it',
  buffer: 'Buffer: hold the whole answer until it is complete',
  off: 'Off: end with an error',
} as const satisfies Record<NonNullable<RouteSettings['stream_recovery']>, string>;

/** What becomes of a stream that breaks after the caller got a part of it. */
export const BrokenStreamFields = ({ defaults }: { readonly defaults: Defaults }) => (
  <fieldset className="flex flex-col gap-3">
    <legend className="pb-2 font-medium text-kumo-strong">Broken streams</legend>
    <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <div className="lg:col-span-2">
        <InheritedSelect
          name="settings.stream_recovery"
          label="When a stream breaks"
          description="After the caller got a part of the answer."
          inherited={defaults.stream_recovery}
          choices={choices}
        />
      </div>
      <ThresholdField threshold={recoveryCost} defaults={defaults} />
    </div>
  </fieldset>
);
