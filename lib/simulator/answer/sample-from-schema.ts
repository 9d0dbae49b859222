type Schema = Readonly<Record<string, unknown>>;

interface Place {
  readonly root: Schema;
  /** Property the value belongs to, used to make a readable string. */
  readonly name: string;
  readonly depth: number;
  /** Values that may still be made: a schema can ask for more than fits in memory. */
  readonly budget: { left: number };
}

/** From here on only what is required is filled in, so that recursive schemas end. */
const shallowDepth = 5;
const deepestDepth = 24;
const mostValues = 2_000;
const mostHops = 8;

const stringsByFormat: Readonly<Record<string, string>> = {
  'date-time': '2026-01-02T03:04:05Z',
  date: '2026-01-02',
  time: '03:04:05Z',
  duration: 'P1D',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** A value that fits a JSON Schema or Gemini `Schema` (patterns and cross-field rules are not looked at). */
export function sampleFromSchema(schema: unknown): unknown {
  const root = asSchema(schema);
  return sample(root, { root, name: 'value', depth: 0, budget: { left: mostValues } });
}

function sample(given: Schema, place: Place): unknown {
  place.budget.left -= 1;
  if (place.depth > deepestDepth || place.budget.left < 0) return null;
  const schema = resolve(given, place.root, mostHops);
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, place);
    case 'array':
      return sampleArray(schema, place);
    case 'integer':
      return Math.ceil(sampleNumber(schema));
    case 'number':
      return sampleNumber(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return sampleString(schema, place.name);
  }
}

/** Follows `$ref`, takes the first alternative that is not null and merges `allOf`. */
function resolve(given: Schema, root: Schema, hops: number): Schema {
  let schema = given;
  for (let left = hops; left > 0; left -= 1) {
    const reference = schema.$ref;
    const alternatives = schema.anyOf ?? schema.oneOf;
    if (typeof reference === 'string') {
      schema = followReference(reference, root);
    } else if (Array.isArray(alternatives) && alternatives.length > 0) {
      const options = alternatives.map(asSchema);
      schema = options.find((option) => typeOf(option) !== 'null') ?? asSchema(options[0]);
    } else if (Array.isArray(schema.allOf)) {
      const { allOf, ...rest } = schema;
      schema = mergeAll([rest, ...schema.allOf.map((part) => resolve(asSchema(part), root, left - 1))]);
    } else {
      return schema;
    }
  }
  return {};
}

function followReference(reference: string, root: Schema): Schema {
  let at: unknown = root;
  for (const step of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    at = asSchema(at)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return asSchema(at);
}

function mergeAll(parts: readonly Schema[]): Schema {
  const merged: Record<string, unknown> = Object.assign({}, ...parts);
  merged.properties = Object.assign({}, ...parts.map((part) => asSchema(part.properties)));
  merged.required = parts.flatMap((part) => asList(part.required));
  return merged;
}

/** Gemini writes types in capitals; a list of types means the first that is not null. */
function typeOf(schema: Schema): string {
  const type = asList(schema.type).find((one) => one !== 'null') ?? asList(schema.type)[0];
  if (typeof type === 'string') return type.toLowerCase();
  if ('properties' in schema) return 'object';
  return 'items' in schema ? 'array' : 'string';
}

function sampleObject(schema: Schema, place: Place): Record<string, unknown> {
  const required = new Set(asList(schema.required));
  const value: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(asSchema(schema.properties))) {
    if (place.depth >= shallowDepth && !required.has(name)) continue;
    value[name] = sample(asSchema(property), { ...place, name, depth: place.depth + 1 });
  }
  return value;
}

function sampleArray(schema: Schema, place: Place): unknown[] {
  const least = Number(schema.minItems ?? 0);
  const most = Number(schema.maxItems ?? Number.POSITIVE_INFINITY);
  const wanted = Math.min(Math.max(least, place.depth >= shallowDepth ? 0 : 1), most, 100);
  const fixed = asList(schema.prefixItems);
  return Array.from({ length: Math.max(wanted, fixed.length) }, (_, index) =>
    sample(asSchema(fixed[index] ?? schema.items), { ...place, depth: place.depth + 1 }),
  );
}

function sampleNumber(schema: Schema): number {
  const least = Number(schema.minimum ?? Number(schema.exclusiveMinimum ?? 0) + 1);
  const most = Number(schema.maximum ?? Number(schema.exclusiveMaximum ?? Number.POSITIVE_INFINITY) - 1);
  return Math.min(Math.max(least, 1), most);
}

function sampleString(schema: Schema, name: string): string {
  const format = schema.format;
  const text = (typeof format === 'string' && stringsByFormat[format]) || `simulated ${name}`;
  const least = Number(schema.minLength ?? 0);
  return text.padEnd(Math.min(least, 10_000), '.').slice(0, Number(schema.maxLength ?? 10_000));
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
