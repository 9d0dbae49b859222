'use client';

import { useQueryStates } from 'nuqs';
import { spendParsers } from './search-params.ts';

/** The view of the page, from the URL and back into it. */
export const useSpendState = () => useQueryStates(spendParsers, { history: 'push' });

/** What {@link useSpendState} gives. */
export type SpendState = ReturnType<typeof useSpendState>;
