import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleFromSchema } from './sample-from-schema.ts';

describe('a sample', () => {
  it('fits the JSON Schema of a rich type', () => {
    const shape = z.strictObject({
      id: z.uuid(),
      email: z.email(),
      when: z.iso.datetime(),
      level: z.enum(['low', 'high']),
      count: z.number().int().min(5).max(9),
      ratio: z.number().max(0.5),
      short: z.string().max(3),
      long: z.string().min(30),
      list: z
        .array(z.strictObject({ ok: z.boolean() }))
        .min(2)
        .max(3),
      maybe: z.string().nullable(),
      either: z.union([z.number(), z.string()]),
      pair: z.tuple([z.string(), z.number()]),
      optional: z.literal('x').optional(),
    });
    expect(shape.safeParse(sampleFromSchema(z.toJSONSchema(shape))).error).toBeUndefined();
  });

  it('follows references and merges allOf', () => {
    const schema = {
      $defs: { 'a/b': { type: 'object', properties: { x: { type: 'integer' } }, required: ['x'] } },
      allOf: [{ $ref: '#/$defs/a~1b' }, { properties: { y: { const: 2 } } }],
    };
    expect(sampleFromSchema(schema)).toEqual({ x: 1, y: 2 });
  });

  it('ends a schema that refers to itself, required or not', () => {
    const tree = { type: 'object', properties: { name: { type: 'string' }, next: { $ref: '#' } } };
    expect(() => JSON.stringify(sampleFromSchema(tree))).not.toThrow();
    expect(() => JSON.stringify(sampleFromSchema({ ...tree, required: ['next'] }))).not.toThrow();
    expect(sampleFromSchema({ $ref: '#' })).toBeDefined();
    expect(sampleFromSchema({ allOf: [{ $ref: '#' }, { $ref: '#' }] })).toBeDefined();
  });

  it('stays small though the schema branches without end', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: '#' }]));
    const text = JSON.stringify(sampleFromSchema({ type: 'object', properties, required: names }));
    expect(text.length).toBeLessThan(100_000);
  });

  it("reads Gemini's types and counts", () => {
    const schema = { type: 'ARRAY', minItems: '2', items: { type: 'STRING', enum: ['a'] } };
    expect(sampleFromSchema(schema)).toEqual(['a', 'a']);
  });

  it.each([undefined, null, true, 'text', [], {}])('makes something of %j', (schema) => {
    expect(sampleFromSchema(schema)).toBe('simulated value');
  });
});
