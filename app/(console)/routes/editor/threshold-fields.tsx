'use client';

import { Panel } from '#app/_ui/panel.tsx';
import type { Defaults } from './defaults.ts';
import { MovingOnFields } from './moving-on-fields.tsx';
import { StreamFields } from './stream-fields.tsx';
import { ThresholdField } from './threshold-field.tsx';
import { breaker, limits, retries, type Threshold } from './thresholds.ts';

const Group = ({
  title,
  note,
  thresholds,
  defaults,
}: {
  readonly title: string;
  /** One quiet line under the title. */
  readonly note?: string;
  readonly thresholds: readonly Threshold[];
  readonly defaults: Defaults;
}) => (
  <fieldset className="flex flex-col gap-3">
    <legend className="pb-2 font-medium text-kumo-strong">{title}</legend>
    {note && <p className="-mt-1.5 text-sm text-kumo-subtle">{note}</p>}
    <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {thresholds.map((threshold) => (
        <ThresholdField key={threshold.path} threshold={threshold} defaults={defaults} />
      ))}
    </div>
  </fieldset>
);

/** Limits, retries and breaker of a route; an empty field is inherited, and shows what. */
export const ThresholdFields = ({ defaults }: { readonly defaults: Defaults }) => (
  <Panel title="Thresholds" note="An empty field is inherited; its default stands in grey.">
    <div className="flex flex-col gap-7">
      <Group
        title="Time limits"
        note="First token, idle and whole answer: left empty, a limit grows for a target that is known to need longer."
        thresholds={limits}
        defaults={defaults}
      />
      <Group title="Retries" thresholds={retries} defaults={defaults} />
      <Group title="Circuit breaker" thresholds={breaker} defaults={defaults} />
      <StreamFields defaults={defaults} />
      <MovingOnFields inheritedClass={defaults.latency_class} />
    </div>
  </Panel>
);
