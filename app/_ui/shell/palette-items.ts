import type { ProviderItem } from '#lib/console/providers/schema.ts';
import type { RouteItem } from '#lib/console/routes/schema.ts';

/** One thing the palette can go to. */
export interface PaletteItem {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly href: string;
}

/** Items under a heading. */
export interface PaletteGroup {
  readonly id: string;
  readonly label: string;
  readonly items: readonly PaletteItem[];
}

const requestId = /^req_[A-Za-z0-9_-]+$/;

const matches = (item: PaletteItem, words: readonly string[]) => {
  const text = `${item.title} ${item.hint}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

/** A pasted request id opens that request, whatever else matches. */
const pasted = (search: string): PaletteGroup[] => {
  const id = search.trim();
  if (!requestId.test(id)) return [];
  const item = { id: `request-${id}`, title: id, hint: 'Open this request', href: `/requests/${id}` };
  return [{ id: 'request', label: 'Request', items: [item] }];
};

/** The groups that match every word typed; empty groups are left out. */
export const searchPalette = (groups: readonly PaletteGroup[], search: string): PaletteGroup[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = groups.map((group) => ({
    ...group,
    items: group.items.filter((item) => matches(item, words)),
  }));
  return [...pasted(search), ...found.filter((group) => group.items.length > 0)];
};

/** Routes as places to go. */
export const routeItems = (routes: readonly RouteItem[]): PaletteItem[] =>
  routes.map((route) => ({
    id: `route-${route.id}`,
    title: route.name,
    hint: route.targets.map((target) => target.target).join(', then '),
    href: `/routes/${route.id}`,
  }));

/** Providers as places to go. */
export const providerItems = (providers: readonly ProviderItem[]): PaletteItem[] =>
  providers.map((provider) => ({
    id: `provider-${provider.id}`,
    title: provider.name,
    hint: provider.adapter_label,
    href: `/providers?provider=${provider.id}`,
  }));
