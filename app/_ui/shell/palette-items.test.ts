import { expect, it } from 'vitest';
import { type PaletteGroup, searchPalette } from './palette-items.ts';

const groups: PaletteGroup[] = [
  {
    id: 'pages',
    label: 'Pages',
    items: [
      { id: 'a', title: 'Overview', hint: 'Go to page', href: '/overview' },
      { id: 'b', title: 'Routes', hint: 'Go to page', href: '/routes' },
    ],
  },
  {
    id: 'routes',
    label: 'Routes',
    items: [{ id: 'c', title: 'chat', hint: 'openai/gpt-4o, then local/llama', href: '/routes/route_1' }],
  },
];

it('finds every word in any order, in title or hint, and drops empty groups', () => {
  expect(searchPalette(groups, 'LLAMA chat').flatMap((group) => group.items.map((item) => item.id))).toEqual([
    'c',
  ]);
  expect(searchPalette(groups, '').length).toBe(2);
  expect(searchPalette(groups, 'nothing')).toEqual([]);
});

it('opens a pasted request id', () => {
  expect(searchPalette(groups, ' req_01abc ')[0]?.items[0]?.href).toBe('/requests/req_01abc');
});
