import { isObject, type JsonObject } from '../json.ts';

/** The part of JSON Schema that a provider accepts. */
export interface SchemaSubset {
  readonly keywords: ReadonlySet<string>;
  /** The values that `format` may have; absent = all. */
  readonly formats?: ReadonlySet<string>;
  /** Values of other keywords that are not accepted. */
  readonly accepts?: (keyword: string, value: unknown) => boolean;
  /** Every object gets `additionalProperties: false`. */
  readonly closedObjects?: boolean;
  /** Keywords that this provider calls otherwise. */
  readonly renames?: Readonly<Record<string, string>>;
}

/** Keywords whose value is a map of schemas, a list of schemas, or one schema. */
const mapsOfSchemas: ReadonlySet<string> = new Set([
  'properties',
  '$defs',
  'definitions',
  'patternProperties',
]);
const listsOfSchemas: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const singleSchemas: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'not']);
/** Keywords that say nothing to a model. */
const silent: ReadonlySet<string> = new Set(['$schema', '$id', '$comment', 'strict']);

/**
 * A schema in a provider's subset; a `const` that it does not know becomes an `enum` of one. What the provider cannot enforce goes into the description, where the model can still read it.
 */
export function restrictSchema(schema: JsonObject, subset: SchemaSubset): JsonObject {
  const result: Record<string, unknown> = {};
  const unenforced: string[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    const name = subset.renames?.[keyword] ?? keyword;
    if (keyword === 'const' && !subset.keywords.has('const')) result.enum = [value];
    else if (accepts(subset, name, value)) result[name] = restrictValue(keyword, value, subset);
    else if (!silent.has(keyword)) unenforced.push(`${keyword}: ${JSON.stringify(value)}`);
  }
  if (subset.closedObjects === true && isObjectSchema(schema)) result.additionalProperties = false;
  if (unenforced.length > 0) {
    const description = typeof schema.description === 'string' ? `${schema.description} ` : '';
    result.description = `${description}(${unenforced.join(', ')})`;
  }
  return result;
}

function accepts(subset: SchemaSubset, keyword: string, value: unknown): boolean {
  if (!subset.keywords.has(keyword)) return false;
  if (keyword === 'format' && subset.formats !== undefined) {
    return typeof value === 'string' && subset.formats.has(value);
  }
  return subset.accepts?.(keyword, value) ?? true;
}

function restrictValue(keyword: string, value: unknown, subset: SchemaSubset): unknown {
  const restrict = (schema: unknown) => (isObject(schema) ? restrictSchema(schema, subset) : schema);
  if (singleSchemas.has(keyword)) return restrict(value);
  if (listsOfSchemas.has(keyword) && Array.isArray(value)) return value.map(restrict);
  if (mapsOfSchemas.has(keyword) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, restrict(schema)]));
  }
  return value;
}

function isObjectSchema({ type, properties }: JsonObject): boolean {
  return type === 'object' || (Array.isArray(type) && type.includes('object')) || isObject(properties);
}
