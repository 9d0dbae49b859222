import type { RequestBody } from './dialect.ts';

/**
 * For models that write JSON but by no schema: the schema becomes an instruction, and the answer any JSON object. The word JSON in
 * it is what such providers insist on.
 */
export function downgradeSchema(body: RequestBody): void {
  const format = body.response_format;
  if (format?.type !== 'json_schema') return;
  const schema = JSON.stringify(format.json_schema.schema ?? {});
  body.response_format = { type: 'json_object' };
  body.messages = [
    {
      role: 'system',
      content: `Answer with one JSON object, and nothing else, that fits this JSON schema: ${schema}`,
    },
    ...body.messages,
  ];
}
