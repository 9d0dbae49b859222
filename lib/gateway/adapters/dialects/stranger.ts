/**
 * Fields of OpenAI's own service that other servers refuse or ignore (what the adapters of others agree on): an answer can do
 * without each of them.
 */
export const onlyOpenAi = ['store', 'metadata', 'service_tier', 'prediction'] as const;

/** What only Anthropic and Gemini take back of their own answers. */
export const signedReplay = ['thinking_blocks', 'images'] as const;

/** What an answer may hold that a strict server refuses to be sent back (unconfirmed for each that uses this). */
export const answerExtensions = [
  ...signedReplay,
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'refusal',
  'annotations',
  'audio',
] as const;

/** What nearly every provider of OpenAI's wire format has in common. */
export const stranger = {
  // Missing roles, other names for reasoning and other finish reasons are put right.
  fidelity: 'loose',
  maxTokensField: 'max_tokens',
  instructionRole: 'system',
  messageDrops: signedReplay,
} as const;
