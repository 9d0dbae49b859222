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

/** What was recorded of the failures of a wire format. */
export interface RecordedFailures {
  /** Replies that are not 2xx. */
  readonly errors: readonly ErrorFixture[];
  /** Failures inside a 200. */
  readonly inBand: readonly InBandFixture[];
}

/** The files in which these are recorded. */
export function failureFiles(id: AdapterId): Record<keyof RecordedFailures, URL> {
  const folder = `../fixtures/${fixtureFolders[id]}`;
  return {
    errors: new URL(`${folder}/errors.json`, import.meta.url),
    inBand: new URL(`${folder}/in-band.json`, import.meta.url),
  };
}

/** The recorded replies, but for those by which this provider means something else. */
export function sharedErrors(id: AdapterId, { errors }: RecordedFailures): ErrorFixture[] {
  const own = new Set(taxonomy[id]?.map(({ says }) => says));
  return errors.filter(({ name }) => !own.has(name));
}

/** Everything known that a provider can say. */
export function everythingSaid(id: AdapterId, recorded: RecordedFailures): TaxonomyRow[] {
  return [
    ...sharedErrors(id, recorded).map(({ name, ...rest }) => ({ says: name, ...rest })),
    ...recorded.inBand.map(({ name, data, kind }) => ({ says: name, status: null, body: data, kind })),
    ...(taxonomy[id] ?? []),
  ];
}
