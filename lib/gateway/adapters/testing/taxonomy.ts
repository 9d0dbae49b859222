import { readFileSync } from 'node:fs';
import type { AdapterId } from '../index.ts';
import { type ErrorFixture, fixtureFolders, type InBandFixture } from './recordings.ts';
import { chineseVendors } from './taxonomy/chinese-vendors.ts';
import { firstParties } from './taxonomy/first-parties.ts';
import { hosts } from './taxonomy/hosts.ts';
import { routers } from './taxonomy/routers.ts';
import type { Taxonomy, TaxonomyRow } from './taxonomy/row.ts';
import { vendors } from './taxonomy/vendors.ts';

/** What each provider says in its own way. */
export const taxonomy: Taxonomy = { ...firstParties, ...vendors, ...chineseVendors, ...hosts, ...routers };

function recorded<T>(id: AdapterId, name: string): T {
  const file = new URL(`../fixtures/${fixtureFolders[id]}/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Replies that are not 2xx: those recorded for the wire format, but where the provider means something else by the same. */
export function errorFixtures(id: AdapterId): ErrorFixture[] {
  const own = new Set(taxonomy[id]?.map(({ says }) => says));
  return recorded<ErrorFixture[]>(id, 'errors.json').filter(({ name }) => !own.has(name));
}

/** Failures inside a 200, as recorded for the wire format. */
export function inBandFixtures(id: AdapterId): InBandFixture[] {
  return recorded(id, 'in-band.json');
}

/** Everything known that a provider can say. */
export function everythingSaid(id: AdapterId): TaxonomyRow[] {
  return [
    ...errorFixtures(id).map(({ name, ...rest }) => ({ says: name, ...rest })),
    ...inBandFixtures(id).map(({ name, data, kind }) => ({ says: name, status: null, body: data, kind })),
    ...(taxonomy[id] ?? []),
  ];
}
