import { describe, expect, it } from 'vitest';
import { problemsOf } from './testing/config-fixture.ts';

const notADocument: [string, string, string[]][] = [
  ['an empty file', '', ['c.yaml:1:1: the file is empty']],
  ['a comment alone', '# nothing\n', ['c.yaml:1:1: the file is empty']],
  ['a list', '- 1\n', ['c.yaml:1:1: the file must be a mapping that begins with "version: 1"']],
  ['a word', 'hello', ['c.yaml:1:1: the file must be a mapping that begins with "version: 1"']],
  ['two documents', 'version: 1\n---\nversion: 1\n', ['c.yaml:2:1: the file must hold one document only']],
  [
    'a tab as indentation',
    'version: 1\nteams:\n\ta: {}\n',
    ['c.yaml:3:1: tabs are not allowed as indentation'],
  ],
  ['an unknown tag', 'version: !!js 1\n', ['c.yaml:1:10: unresolved tag: tag:yaml.org,2002:js']],
  [
    'an alias without an anchor',
    'version: *v\n',
    ['c.yaml:1:10: version: the alias *v has no anchor before it'],
  ],
  [
    'an alias that contains itself',
    'version: 1\nroutes: &r\n  a: *r\n',
    ['c.yaml:3:6: routes.a: the alias *r contains itself: a cycle'],
  ],
  ['a mapping as a name', 'version: 1\n? { a: 1 }\n: 2\n', ['c.yaml:2:3: a name must be a text']],
];

describe('a text that is not a document', () => {
  it.each(notADocument)('is refused: %s', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  it('is refused above 1 MiB', () => {
    expect(problemsOf(`version: 1\n#${'x'.repeat(1024 * 1024)}`)).toEqual([
      'c.yaml:1:1: the file is larger than 1 MiB',
    ]);
  });

  it('is refused when it is nested too deeply to be read', () => {
    expect(problemsOf(`version: ${'['.repeat(200_000)}`)).toEqual([
      'c.yaml:1:1: the file is nested too deeply',
    ]);
  });

  it('is refused when its aliases would unfold into millions of entries', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
    );
    expect(problemsOf(`version: 1\nl0: &l0 [x]\n${levels.join('\n')}\n`)).toEqual([
      'c.yaml:1:1: excessive alias count indicates a resource exhaustion attack',
    ]);
  });

  it('is refused when it uses more than a hundred aliases', () => {
    const text = `version: 1\nteams:\n  t: &t {}\n${Array.from({ length: 101 }, (_, i) => `  t${i}: *t\n`).join('')}`;
    expect(problemsOf(text)).toEqual(['c.yaml:104:9: teams.t100: there are more than 100 aliases']);
  });

  it('is read in time that grows with its size only, with a hundred thousand names', () => {
    const text = `version: 1\nteams:\n${Array.from({ length: 100_000 }, (_, i) => ` t${i}:\n`).join('')} t7:\n`;
    expect(problemsOf(text)).toEqual(['c.yaml:100003:2: teams.t7: appears more than once']);
  });
});
