'use client';

import { useQueryStates } from 'nuqs';
import { keyParsers } from './search-params.ts';

/** The view of the keys, from the URL and back into it. */
export const useKeysState = () => useQueryStates(keyParsers, { history: 'replace' });

/** What {@link useKeysState} gives. */
export type KeysState = ReturnType<typeof useKeysState>;
