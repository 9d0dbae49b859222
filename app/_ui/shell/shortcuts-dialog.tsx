'use client';

import { LayerDialog } from '@cloudflare/kumo/components/layer-dialog';
import { Kbd } from '../kbd.tsx';
import { pages } from './navigation.ts';

interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
}

const groups: readonly { readonly title: string; readonly shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'Anywhere',
    shortcuts: [
      { keys: ['Ctrl', 'K'], does: 'Go to anything (on a Mac, Cmd K)' },
      { keys: ['?'], does: 'Show this list' },
      ...pages.map((page) => ({ keys: ['g', page.key], does: `Go to ${page.label}` })),
    ],
  },
  {
    title: 'Requests',
    shortcuts: [
      { keys: ['j'], does: 'Next request' },
      { keys: ['k'], does: 'Previous request' },
      { keys: ['Enter'], does: 'Open the selected request' },
      { keys: ['Esc'], does: 'Leave the selection' },
      { keys: ['l'], does: 'Live on or off' },
    ],
  },
  {
    title: 'Forms',
    shortcuts: [
      { keys: ['Ctrl', 'Enter'], does: 'Save (on a Mac, Cmd Enter)' },
      { keys: ['Alt', '↑'], does: 'Move a target up its chain' },
      { keys: ['Alt', '↓'], does: 'Move a target down its chain' },
    ],
  },
];

/** Every shortcut there is. */
export const ShortcutsDialog = ({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => (
  <LayerDialog.Root open={open} onOpenChange={onOpenChange}>
    <LayerDialog.Content>
      <LayerDialog.Title>Keyboard shortcuts</LayerDialog.Title>
      <LayerDialog.Body>
        <div className="flex flex-col gap-6">
          {groups.map((group) => (
            <section key={group.title} className="flex flex-col gap-1">
              <h3 className="pb-1 font-medium text-kumo-strong">{group.title}</h3>
              <dl className="divide-y divide-kumo-hairline">
                {group.shortcuts.map((shortcut) => (
                  <div key={shortcut.does} className="flex items-center justify-between gap-4 py-1.5">
                    <dt className="text-kumo-default">{shortcut.does}</dt>
                    <dd className="flex shrink-0 gap-1">
                      {shortcut.keys.map((key) => (
                        <Kbd key={key}>{key}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </LayerDialog.Body>
    </LayerDialog.Content>
  </LayerDialog.Root>
);
