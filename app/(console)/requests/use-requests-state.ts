'use client';

import { useQueryStates } from 'nuqs';
import { requestParsers } from './search-params.ts';

/** The view of the log, from the URL and back into it. */
export const useRequestsState = () => useQueryStates(requestParsers, { history: 'push' });

/** What {@link useRequestsState} gives. */
export type RequestsState = ReturnType<typeof useRequestsState>;
