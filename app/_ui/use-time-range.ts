'use client';

import { useQueryStates } from 'nuqs';
import { rangeParsers } from './time-range.ts';

/** The range of the page, from the URL and back into it. */
export const useTimeRange = () => useQueryStates(rangeParsers, { history: 'push' });
