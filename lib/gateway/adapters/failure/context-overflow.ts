/**
 * How providers say that a prompt is too long, where they have no code for it. Fragments of their messages, from the adapters
 * of others; the Anthropic sum of input and `max_tokens` is unconfirmed.
 */
const fragments = [
  'exceeds the context window', // OpenAI
  'maximum context length', // OpenAI, OpenRouter, vLLM, Mistral
  'prompt is too long', // Anthropic
  'exceed context limit', // Anthropic, input plus max_tokens
  'exceeds the maximum number of tokens allowed', // Gemini
  'maximum prompt length is', // xAI
  'reduce the length of the messages', // Groq
  'exceeds the maximum allowed input length', // OpenRouter
  "is longer than the model's context length", // Together
  'range of input length should be', // Qwen
  'exceeded model token limit', // Moonshot
  'context window exceed', // MiniMax, LiteLLM
  'prompt too long', // Z.ai, Ollama
  'prompt exceeds max length', // Z.ai
  'input is too long for requested model', // Bedrock
  'exceeds the available context size', // llama.cpp
  'greater than the context length', // LM Studio
] as const;

/** Whether a provider's message says that the prompt does not fit the model's context. */
export function isContextOverflow(message: string): boolean {
  const lower = message.toLowerCase();
  return fragments.some((fragment) => lower.includes(fragment));
}
