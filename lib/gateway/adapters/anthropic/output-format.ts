import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import { isObject, type JsonObject } from '../json.ts';
import { restrictSchema, type SchemaSubset } from '../translation/schema-subset.ts';
import type { ModelTraits } from './model-traits.ts';
import type { AnthropicRequest, AnthropicTool, TextBlock } from './wire.ts';

/** The tool whose arguments stand for an answer by schema, on models that know no such answers. */
export const jsonToolName = 'json_answer';

/** What Anthropic's structured output understands, as its SDK's own transformer keeps it. */
const structuredSubset: SchemaSubset = {
  keywords: new Set([
    ...['type', 'properties', 'required', 'items', 'enum', 'const', 'anyOf', 'allOf', '$ref', '$defs'],
    ...['definitions', 'description', 'title', 'default', 'format', 'minItems', 'additionalProperties'],
  ]),
  formats: new Set([
    ...['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'],
  ]),
  accepts: (keyword, value) => keyword !== 'minItems' || value === 0 || value === 1,
  renames: { oneOf: 'anyOf' },
  closedObjects: true,
};

/** A schema as structured output takes it. */
export function toStructuredSchema(schema: JsonObject): JsonObject {
  return restrictSchema(schema, structuredSubset);
}

/** Whether an answer by schema has to be had through a forced tool. */
export function usesJsonTool(request: ChatCompletionRequest, traits: ModelTraits): boolean {
  return schemaOf(request) !== null && !traits.structuredOutput;
}

/** The tool that stands for the answer. */
export function jsonTool(request: ChatCompletionRequest): AnthropicTool {
  return {
    name: jsonToolName,
    description: 'Gives the answer to the user. Call it once, with the whole answer.',
    input_schema: { ...schemaOf(request), type: 'object' },
  };
}

/** `output_config.format` for an answer by schema, where the model knows it. */
export function encodeFormat(
  request: ChatCompletionRequest,
  traits: ModelTraits,
): NonNullable<AnthropicRequest['output_config']> {
  const schema = traits.structuredOutput ? schemaOf(request) : null;
  return schema === null ? {} : { format: { type: 'json_schema', schema: toStructuredSchema(schema) } };
}

/** Anthropic has no mode for JSON without a schema: the model is told. */
export function jsonInstruction(request: ChatCompletionRequest): TextBlock[] {
  if (request.response_format?.type !== 'json_object') return [];
  return [
    { type: 'text', text: 'Answer with one valid JSON object and nothing else: no prose, no code fence.' },
  ];
}

function schemaOf({ response_format: format }: ChatCompletionRequest): JsonObject | null {
  if (format?.type !== 'json_schema') return null;
  return isObject(format.json_schema.schema) ? format.json_schema.schema : { type: 'object' };
}
