/** The native dialects the simulator speaks. */
export const dialectIds = ['openai', 'anthropic', 'gemini'] as const;
export type DialectId = (typeof dialectIds)[number];

/** What a call asks for. The two lists of models count as `models`. */
export const operationNames = ['chat', 'embeddings', 'count_tokens', 'models'] as const;
export type OperationName = (typeof operationNames)[number];

/** Native errors that a scenario can name; `errors.ts` has the body of each one per dialect. */
export const errorKinds = [
  'rate_limited',
  'overloaded',
  'quota_exhausted',
  'missing_key',
  'invalid_key',
  'permission_denied',
  'model_not_found',
  'context_length_exceeded',
  'content_filtered',
  'invalid_request',
  'payload_too_large',
  'server_error',
  'unavailable',
  'timeout',
] as const;
export type ErrorKind = (typeof errorKinds)[number];
