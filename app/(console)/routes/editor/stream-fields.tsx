'use client';

import type { RouteSettings } from '#lib/console/routes/schema.ts';
import type { Defaults } from './defaults.ts';
import { InheritedSelect } from './inherited-select.tsx';
import { ThresholdField } from './threshold-field.tsx';
import { recoveryCost } from './thresholds.ts';

const recoveries = {
  replay: 'Replay: ask the next target for the same answer and join it',
  continue: 'Continue: a target that can take up a partial answer goes on from it',
  buffer: 'Buffer: hold the whole answer until it is complete',
  off: 'Off: end with an error',
} as const satisfies Record<NonNullable<RouteSettings['stream_recovery']>, string>;

const chunkings = {
  as_sent: "As sent: in the provider's own pieces",
  words: 'Words: one at a time, without delay',
} as const satisfies Record<NonNullable<RouteSettings['stream_chunking']>, string>;

/** How a stream reaches the caller, and what becomes of one that breaks after a part of it did. */
export const StreamFields = ({ defaults }: { readonly defaults: Defaults }) => (
  <fieldset className="flex flex-col gap-3">
    <legend className="pb-2 font-medium text-kumo-strong">Streams</legend>
    <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <div className="min-w-0 lg:col-span-2">
        <InheritedSelect
          name="settings.stream_recovery"
          label="When a stream breaks"
          description="After the caller got a part of the answer."
          inherited={defaults.stream_recovery}
          choices={recoveries}
        />
      </div>
      <ThresholdField threshold={recoveryCost} defaults={defaults} />
      <InheritedSelect
        name="settings.stream_chunking"
        label="Pieces of a stream"
        description="Some providers send few and large ones."
        inherited={defaults.stream_chunking}
        choices={chunkings}
      />
    </div>
  </fieldset>
);
