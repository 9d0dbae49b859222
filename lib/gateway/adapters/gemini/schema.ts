import type { JsonObject } from '../json.ts';
import { restrictSchema, type SchemaSubset } from '../translation/schema-subset.ts';

/** What `parametersJsonSchema` and `responseJsonSchema` take, as Google's SDK documents it. */
const geminiSubset: SchemaSubset = {
  keywords: new Set([
    ...['$id', '$defs', '$ref', '$anchor', 'type', 'format', 'title', 'description', 'enum', 'items'],
    ...['prefixItems', 'minItems', 'maxItems', 'minimum', 'maximum', 'anyOf', 'oneOf', 'properties'],
    ...['additionalProperties', 'required', 'propertyOrdering'],
  ]),
};

/** A schema as Gemini takes it. */
export function toGeminiSchema(schema: JsonObject): JsonObject {
  return restrictSchema(schema, geminiSubset);
}
