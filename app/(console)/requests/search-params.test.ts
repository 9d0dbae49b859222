import { createSerializer } from 'nuqs/server';
import { expect, it } from 'vitest';
import { queryString } from '#app/_ui/api-client.ts';
import { filterQuery, isFiltered, type RequestFilters, requestParsers } from './search-params.ts';

const none: RequestFilters = {
  route: [],
  provider: [],
  model: [],
  status: [],
  error_kind: [],
  key: [],
  team: [],
  stream: null,
  failed_over: null,
  q: '',
};

it('asks the API for nothing that is not set', () => {
  expect(queryString(filterQuery(none))).toBe('');
  expect(isFiltered(none)).toBe(false);
});

it('sends each value of a filter, and false as well as true', () => {
  const filters = { ...none, status: ['error', 'partial'], stream: false, q: ' req_1 ' };
  expect(queryString(filterQuery(filters))).toBe('?status=error&status=partial&stream=false&q=req_1');
  expect(isFiltered(filters)).toBe(true);
});

it('a pasted link shows the same view, and an unknown value is dropped', () => {
  const url = createSerializer(requestParsers)('/requests', {
    status: ['error'],
    route: ['chat', 'a,b'],
    live: true,
  });
  const params = new URL(url, 'http://x').searchParams;
  expect(requestParsers.status.parse(params.get('status') ?? '')).toEqual(['error']);
  expect(requestParsers.route.parse(params.get('route') ?? '')).toEqual(['chat', 'a,b']);
  expect(requestParsers.live.parse(params.get('live') ?? '')).toBe(true);
  expect(requestParsers.status.parse('error,nonsense')).toEqual(['error']);
});
