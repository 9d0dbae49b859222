import { randomBytes } from 'node:crypto';

/** The prefixes that rows made by the console carry. */
export type IdPrefix = 'prov' | 'cred' | 'route' | 'vk' | 'team' | 'user' | 'aud';

/** A fresh id of 80 random bits, e.g. `prov_5f0c…`. */
export const newId = (prefix: IdPrefix): string => `${prefix}_${randomBytes(10).toString('hex')}`;
