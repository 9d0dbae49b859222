'use client';

import { useId } from 'react';
import { useWatch } from 'react-hook-form';
import { Panel } from '#app/_ui/panel.tsx';
import type { RouteItem } from '#lib/console/routes/schema.ts';
import { chainSentence, type FallbackList, type RouteForm } from './route-form.ts';
import { TargetListEditor, type TargetListProps } from './target-list-editor.tsx';

interface Words {
  readonly cause: string;
  /** What happens while the list is empty. */
  readonly none: string;
  readonly label: string;
  readonly addLabel: string;
}

const wordsOf = {
  context_window_fallbacks: {
    cause: 'A prompt too long for its target',
    none: 'goes to a target of the chain with a larger context, where there is one',
    label: 'Fallbacks for long prompts, in order',
    addLabel: 'Add a fallback for long prompts',
  },
  content_policy_fallbacks: {
    cause: "A request that a provider's filter refused",
    none: "goes no further: the caller gets the provider's refusal",
    label: 'Fallbacks for filtered requests, in order',
    addLabel: 'Add a fallback for filtered requests',
  },
} as const satisfies Record<FallbackList, Words>;

const Fallbacks = ({ list, ...props }: TargetListProps & { readonly list: FallbackList }) => {
  const headingId = useId();
  const targets = useWatch<RouteForm, `settings.${FallbackList}`>({ name: `settings.${list}` });
  const { cause, none, label, addLabel } = wordsOf[list];
  return (
    <section aria-labelledby={headingId} className="border-b border-kumo-hairline last:border-b-0">
      <div className="flex flex-wrap items-baseline gap-x-2 px-4 py-3 text-sm">
        <h3 id={headingId} className="font-medium text-kumo-strong">
          {cause}
        </h3>
        <p className="text-kumo-subtle">
          {targets.length === 0 ? `${none}.` : `goes to ${chainSentence(targets)}.`}
        </p>
      </div>
      <div className="border-t border-kumo-hairline">
        <TargetListEditor {...props} list={list} label={label} addLabel={addLabel} />
      </div>
    </section>
  );
};

/** Where a request goes that failed for a cause of its own, which no other target of the chain would heal. */
export const FallbackFields = ({
  known,
  ...props
}: Omit<TargetListProps, 'known'> & { readonly known: Pick<RouteItem, FallbackList> }) => (
  <Panel title="Fallbacks by cause" note="tried, in order, for that cause alone" flush>
    <Fallbacks {...props} list="context_window_fallbacks" known={known.context_window_fallbacks} />
    <Fallbacks {...props} list="content_policy_fallbacks" known={known.content_policy_fallbacks} />
  </Panel>
);
