'use client';

import { CommandPalette } from '@cloudflare/kumo/components/command-palette';
import { DialogTitle } from '@cloudflare/kumo/components/dialog';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import type { ProviderItem } from '#lib/console/providers/schema.ts';
import type { RouteItem } from '#lib/console/routes/schema.ts';
import { readApi } from '../api-client.ts';
import { Kbd } from '../kbd.tsx';
import { pages } from './navigation.ts';
import {
  type PaletteGroup,
  type PaletteItem,
  providerItems,
  routeItems,
  searchPalette,
} from './palette-items.ts';

const pageItems: PaletteItem[] = pages.map((page) => ({
  id: page.href,
  title: page.label,
  hint: 'Page',
  href: page.href,
}));

const createItems: PaletteItem[] = [
  { id: 'new-route', title: 'Create a route', hint: 'Routes', href: '/routes/new' },
  { id: 'new-provider', title: 'Add a provider', hint: 'Providers', href: '/providers?add=true' },
  { id: 'new-key', title: 'Create a key', hint: 'Keys', href: '/keys?create=true' },
];

const useGroups = (open: boolean): PaletteGroup[] => {
  const routes = useQuery({
    queryKey: ['routes'],
    queryFn: ({ signal }) => readApi<{ items: RouteItem[] }>('routes', { signal }),
    enabled: open,
  });
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => readApi<{ items: ProviderItem[] }>('providers', { signal }),
    enabled: open,
  });
  return useMemo(
    () => [
      { id: 'pages', label: 'Pages', items: pageItems },
      { id: 'create', label: 'Create', items: createItems },
      { id: 'routes', label: 'Routes', items: routeItems(routes.data?.items ?? []) },
      { id: 'providers', label: 'Providers', items: providerItems(providers.data?.items ?? []) },
    ],
    [routes.data, providers.data],
  );
};

/** Goes anywhere: pages, routes, providers, a pasted request id. */
export const Palette = ({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => {
  const router = useRouter();
  const [search, setSearch] = useState('');
  const found = searchPalette(useGroups(open), search);
  const changeOpen = (next: boolean) => {
    if (!next) setSearch('');
    onOpenChange(next);
  };
  const go = (item: PaletteItem, newTab: boolean) => {
    changeOpen(false);
    if (newTab) window.open(item.href, '_blank', 'noopener');
    else router.push(item.href);
  };
  return (
    <CommandPalette.Root<PaletteGroup, PaletteItem>
      open={open}
      onOpenChange={changeOpen}
      items={found}
      value={search}
      onValueChange={setSearch}
      itemToStringValue={(group) => group.label}
      filter={() => true}
      getSelectableItems={(groups) => groups.flatMap((group) => group.items)}
      onSelect={(item, { newTab }) => go(item, newTab)}
    >
      <DialogTitle className="sr-only">Go to anything</DialogTitle>
      <CommandPalette.Input
        aria-label="Go to anything"
        placeholder="Go to a page, a route, a provider, or paste a request id"
      />
      <CommandPalette.List>
        <CommandPalette.Results>
          {(group: PaletteGroup) => (
            <CommandPalette.Group key={group.id} items={[...group.items]}>
              <CommandPalette.GroupLabel>{group.label}</CommandPalette.GroupLabel>
              <CommandPalette.Items>
                {(item: PaletteItem) => (
                  <CommandPalette.Item
                    key={item.id}
                    value={item}
                    onClick={(event) => go(item, event.metaKey || event.ctrlKey)}
                  >
                    <span className="flex min-w-0 items-baseline gap-3">
                      <span className="shrink-0">{item.title}</span>
                      <span className="truncate text-sm text-kumo-subtle">{item.hint}</span>
                    </span>
                  </CommandPalette.Item>
                )}
              </CommandPalette.Items>
            </CommandPalette.Group>
          )}
        </CommandPalette.Results>
        <CommandPalette.Empty>Nothing matches.</CommandPalette.Empty>
      </CommandPalette.List>
      <CommandPalette.Footer>
        <span className="flex items-center gap-2">
          <Kbd>↑</Kbd>
          <Kbd>↓</Kbd> move
        </span>
        <span className="flex items-center gap-2">
          <Kbd>↵</Kbd> open
        </span>
      </CommandPalette.Footer>
    </CommandPalette.Root>
  );
};
