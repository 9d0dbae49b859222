/**
 * Fields of OpenAI's own service that other servers refuse or ignore (what the adapters of others agree on): an answer can do
 * without each of them.
 */
export const onlyOpenAi = ['store', 'metadata', 'service_tier', 'prediction'] as const;

/** What nearly every provider of OpenAI's wire format has in common. */
export const stranger = {
  // Missing roles, other names for reasoning and other finish reasons are put right.
  fidelity: 'loose',
  maxTokensField: 'max_tokens',
  instructionRole: 'system',
} as const;
