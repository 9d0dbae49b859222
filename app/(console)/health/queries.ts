'use client';

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { z } from 'zod';
import { readApi, writeApi } from '#app/_ui/api-client.ts';
import type { AlertItem } from '#lib/console/alerts/schema.ts';
import type {
  CircuitBoard,
  CircuitEventItem,
  CircuitOrder,
  orderCircuitInput,
} from '#lib/console/circuits/schema.ts';
import type { Page } from '#lib/console/list/schema.ts';

/** How often the board is read again: gateways publish once a second. Milliseconds. */
const boardEveryMs = 2_000;
const historyEveryMs = 5_000;
const eventsPerPage = 50;

/** Every target in every gateway. */
export const useCircuitBoard = () =>
  useQuery({
    queryKey: ['circuits', 'board'],
    queryFn: ({ signal }) => readApi<CircuitBoard>('circuits/board', { signal }),
    refetchInterval: boardEveryMs,
  });

/** What somebody must act on. */
export const useOpenAlerts = () =>
  useQuery({
    queryKey: ['alerts', 'open'],
    queryFn: ({ signal }) =>
      readApi<Page<AlertItem>>('alerts', { query: { state: 'open', limit: 200 }, signal }),
    refetchInterval: historyEveryMs,
  });

/** What the circuits went through, page after page, newest first. */
export const useCircuitEvents = (filters: {
  readonly target: readonly string[];
  readonly instance: readonly string[];
}) =>
  useInfiniteQuery({
    queryKey: ['circuits', 'events', filters.target, filters.instance],
    queryFn: ({ pageParam, signal }) =>
      readApi<Page<CircuitEventItem>>('circuits/events', {
        query: { ...filters, limit: eventsPerPage, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: historyEveryMs,
    placeholderData: keepPreviousData,
  });

/** Forces a circuit open, lifts that, or resets it. */
export const useOrderCircuit = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: z.input<typeof orderCircuitInput>) =>
      writeApi<CircuitOrder>('POST', 'circuits/orders', order),
    onSuccess: () => client.invalidateQueries({ queryKey: ['circuits'] }),
  });
};

/** Takes an alert off the list. */
export const useResolveAlert = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => writeApi<AlertItem>('POST', `alerts/${encodeURIComponent(id)}/resolve`),
    onSuccess: () =>
      Promise.all(['alerts', 'overview'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
};
