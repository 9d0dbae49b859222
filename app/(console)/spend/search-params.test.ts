import { describe, expect, it } from 'vitest';
import { groupByParam, groupingOf, logHref, spendParsers } from './search-params.ts';

const time = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' };
const query = 'from=2026-11-01T00:00:00.000Z&to=2026-11-02T00:00:00.000Z';

it('a tag is grouped by once it is named', () => {
  expect(groupingOf({ group: 'tag', tag: '  ' })).toBeNull();
  const grouping = groupingOf({ group: 'tag', tag: ' project ' });
  expect(grouping && groupByParam(grouping)).toBe('tag:project');
  expect(groupByParam({ by: 'team', tag: null })).toBe('team');
});

it('takes nothing from the URL that it does not know', () => {
  expect(spendParsers.group.parse('"; drop')).toBeNull();
  expect(spendParsers.range.parse('24h')).toBeNull();
  expect(spendParsers.bucket.parse('minute')).toBeNull();
});

describe('logHref', () => {
  it('narrows the log to the group and the time', () => {
    expect(logHref(time, { grouping: { by: 'provider', tag: null }, group: 'openai' })).toBe(
      `/requests?${query}&provider=openai`,
    );
  });

  it('a name with a comma stays one name', () => {
    const href = logHref(time, { grouping: { by: 'team', tag: null }, group: 'a,b' });
    expect(new URL(href, 'http://x').searchParams.get('team')).toBe('a%2Cb');
  });

  it.each([
    { grouping: { by: 'tag', tag: 'project' }, group: 'x' } as const,
    { grouping: { by: 'team', tag: null }, group: null } as const,
  ])('where the log has no filter the time alone narrows it', (of) => {
    expect(logHref(time, of)).toBe(`/requests?${query}`);
  });
});
