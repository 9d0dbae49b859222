import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const verb = /export async function (\w+)\(\s*ctx: ConsoleContext[\s\S]*?\{\n([^\n]*)/g;

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const verbs = globSync('*/*.ts', { cwd: here })
  .filter((file) => !file.endsWith('.test.ts'))
  .flatMap((file) =>
    [...readFileSync(join(here, file), 'utf8').matchAll(verb)]
      // Named for its file: what a verb's file exports beside it is not one.
      .filter(([, name = '']) => file.endsWith(`/${kebab(name)}.ts`))
      .map(([, name = '', firstLine = '']) => ({ name, firstLine })),
  );

test('there are verbs to look at', () => {
  expect(verbs.length).toBeGreaterThan(30);
});

test.each(verbs)('the first line of $name asks for permission', ({ firstLine }) => {
  expect(firstLine).toMatch(/^ {2}authorize\(ctx, '[a-z.]+'\);$/);
});
