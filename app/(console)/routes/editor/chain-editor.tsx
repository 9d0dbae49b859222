'use client';

import { useWatch } from 'react-hook-form';
import { Panel } from '#app/_ui/panel.tsx';
import { chainSentence, type RouteForm } from './route-form.ts';
import { TargetListEditor, type TargetListProps } from './target-list-editor.tsx';

/** The chain as an ordered list, and as a sentence. */
export const ChainEditor = (props: TargetListProps) => {
  const targets = useWatch<RouteForm, 'settings.targets'>({ name: 'settings.targets' });
  return (
    <Panel title="Chain" note={`${chainSentence(targets)}.`} flush>
      <TargetListEditor
        {...props}
        list="targets"
        label="Targets in order of preference"
        addLabel="Add a target"
      />
    </Panel>
  );
};
