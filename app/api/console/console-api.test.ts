import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { consoleMethods, type DeclaredPaths, openApiDocument } from '#lib/http/console-openapi.ts';
import type { RouteHandler } from '#lib/http/define-route.ts';
import { paths } from './openapi.json/paths.ts';

const here = import.meta.dirname;
/** The answer to everything else is no endpoint. */
const files = globSync('**/route.ts', { cwd: here })
  .filter((file) => !file.startsWith('[...path]'))
  .sort();
const pathOf = (file: string) => `/${dirname(file).replaceAll(/\[(\w+)\]/g, '{$1}')}`;
const modules = await Promise.all(
  files.map(
    async (file) =>
      [pathOf(file), (await import(/* @vite-ignore */ `./${file}`)) as Record<string, RouteHandler>] as const,
  ),
);

test('every endpoint under /api/console is declared: no handler is written by hand', () => {
  const exports = modules.flatMap(([path, module]) =>
    Object.entries(module).map(([name, value]) => ({
      path,
      name,
      isDeclared: value.declaration !== undefined,
    })),
  );
  expect(exports.length).toBeGreaterThan(30);
  expect(exports.filter(({ isDeclared }) => !isDeclared)).toEqual([]);
  expect(exports.filter(({ name }) => !(consoleMethods as readonly string[]).includes(name))).toEqual([]);
});

test('the OpenAPI document has every endpoint that there is, and no other', () => {
  const walked = modules.filter(([path]) => path !== '/openapi.json');
  expect(Object.keys(paths).sort()).toEqual(walked.map(([path]) => path).sort());
  const declared: DeclaredPaths = paths;
  for (const [path, module] of walked) {
    expect(Object.keys(declared[path] ?? {}).sort(), path).toEqual(Object.keys(module).sort());
  }
});

test('only set-up may be called without signing in', () => {
  const open = modules.flatMap(([path, module]) =>
    Object.values(module).some((handler) => handler.declaration.permission === 'public') ? [path] : [],
  );
  expect(open).toEqual(['/setup']);
});

test('every write asks for more than looking, and no read does but the audit log', () => {
  for (const [path, module] of modules) {
    for (const [method, { declaration }] of Object.entries(module)) {
      if (declaration.permission === 'public') continue;
      const isRead = declaration.permission.endsWith('.read');
      expect(isRead, `${method} ${path}`).toBe(method === 'GET');
    }
  }
});

test('the document is whole: path parameters are declared, writes have bodies, ids are distinct', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument(paths))) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  );
  for (const { path, operation } of operations) {
    const named = operation.parameters.filter((each) => each.in === 'path').map((each) => `{${each.name}}`);
    expect(path.match(/\{\w+\}/g) ?? [], path).toEqual(named);
    expect(operation.summary).not.toBe('');
  }
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const create = document.paths['/keys']?.post;
  expect(create?.requestBody?.content['application/json'].schema).toMatchObject({
    type: 'object',
    required: ['name'],
    properties: { models: { default: null } },
  });
  expect(document.paths['/requests']?.get?.parameters.map((each) => each.name)).toContain('error_kind');
});

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: unknown } } };
}
