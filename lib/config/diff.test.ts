import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffDocuments, renderDiff } from './diff.ts';

const before = {
  version: 1,
  providers: { main: { adapter: 'openai', credentials: [{ name: 'a', secret: 'old-secret' }] } },
  routes: { chat: { targets: ['main/x'], num_retries: 1 }, gone: { targets: ['main/x'] } },
};
const after = {
  version: 1,
  providers: {
    main: {
      adapter: 'openai',
      credentials: [
        { name: 'b', secret: 'third-secret' },
        { name: 'a', secret: 'new-secret' },
      ],
    },
    more: { adapter: 'gemini', credentials: [{ name: 'c', secret: 'fourth-secret' }] },
  },
  routes: { chat: { targets: ['more/y', 'main/x'], num_retries: 1, latency_class: 'interactive' } },
  keys: { bot: { secret: 'fifth-secret', tags: { secret: 'a tag' } } },
};

describe('the difference between two documents', () => {
  it('names what was added, removed and changed, and tells of a secret only that it changed', () => {
    expect(renderDiff(diffDocuments(before, after))).toBe(
      [
        '+ keys: {"bot":{"tags":{"secret":"a tag"}}}',
        '~ providers.main.credentials.a: secret changed',
        '+ providers.main.credentials.b: {}',
        '+ providers.more: {"adapter":"gemini","credentials":[{"name":"c"}]}',
        '+ routes.chat.latency_class: "interactive"',
        '~ routes.chat.targets: ["main/x"] -> ["more/y","main/x"]',
        '- routes.gone: {"targets":["main/x"]}',
        '',
      ].join('\n'),
    );
  });

  it('never holds a secret, in either direction', () => {
    const both = JSON.stringify([diffDocuments(before, after), diffDocuments(after, before)]);
    expect(both).not.toMatch(/-secret/);
  });

  it('shows what only looks like a secret: a route or a tag of that name', () => {
    const named = (targets: string[]) => ({ routes: { secret: { targets } } });
    expect(diffDocuments({ routes: {} }, named(['a/b']))).toEqual([
      { kind: 'added', path: 'routes.secret', after: { targets: ['a/b'] } },
    ]);
  });

  it('of a document and itself is empty, whatever the order of its names', () => {
    const shuffled = (value: unknown): unknown =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, each]) => [name, shuffled(each)]),
          )
        : value;
    fc.assert(
      fc.property(fc.jsonValue(), (document) => diffDocuments(document, shuffled(document)).length === 0),
    );
  });

  it('is empty only for equal documents', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (a, b) => {
          const equal = diffDocuments({ a }, { a: b }).length === 0;
          expect(equal).toBe(diffDocuments({ a: b }, { a }).length === 0);
          if (equal) expect(a).toEqual(b);
        },
      ),
    );
  });
});
