import type { ChatCompletionChunk, ChunkDelta, Usage } from '../schema/chat-completion.ts';

/** One choice of a chunk. */
export type ChunkChoice = ChatCompletionChunk['choices'][number];

/**
 * Whether a chunk carries something that the caller has been waiting for: text, refusal, reasoning, a tool call, audio or any other
 * real delta. A role alone, empty strings and usage are not content; a finish reason is, so that an answer without text starts too.
 */
export function hasContent(chunk: ChatCompletionChunk): boolean {
  for (const choice of chunk.choices) {
    if (choice.finish_reason != null || hasDelta(choice.delta)) return true;
  }
  return false;
}

/** Whether a delta says anything beyond its role. */
export function hasDelta(delta: ChunkDelta): boolean {
  for (const field in delta) {
    if (field !== 'role' && isFilled(delta[field])) return true;
  }
  return false;
}

/** Whether a chunk is the closing one: usage, and no choice. */
export function isUsageChunk(chunk: ChatCompletionChunk): chunk is ChatCompletionChunk & { usage: Usage } {
  return chunk.choices.length === 0 && chunk.usage != null;
}

/**
 * Splits a coarse chunk into the canonical order: role alone, one delta per chunk, the finish reason alone, usage last with empty
 * `choices`. Extension fields stay: the choice's own (`logprobs`) with its first delta, the chunk's own on every piece.
 * A chunk that is canonical already comes back as the same object.
 */
export function normaliseChunk(chunk: ChatCompletionChunk): ChatCompletionChunk[] {
  if (isCanonical(chunk)) return [chunk];
  const { usage, choices, ...envelope } = chunk;
  const pieces: ChatCompletionChunk[] = [];
  const nullUsage = usage === undefined ? {} : { usage: null };
  for (const choice of choices) {
    for (const piece of splitChoice(choice)) pieces.push({ ...envelope, choices: [piece], ...nullUsage });
  }
  if (usage != null) pieces.push({ ...envelope, choices: [], usage });
  return pieces;
}

/** Whether a chunk says one thing only, in the form it has in the canonical order. */
function isCanonical({ choices, usage }: ChatCompletionChunk): boolean {
  const [choice] = choices;
  if (choice === undefined) return true;
  if (choices.length > 1 || usage != null) return false;
  return countStatements(choice) <= 1;
}

/** How many things a choice says at once: a role, each filled delta field and tool call, a finish reason. */
function countStatements({ delta, finish_reason }: ChunkChoice): number {
  let statements = finish_reason == null ? 0 : 1;
  for (const field in delta) {
    const value = delta[field];
    if (field === 'tool_calls' && Array.isArray(value)) statements += value.length;
    else if (isFilled(value)) statements += 1;
  }
  return statements;
}

function splitChoice({ index, delta, finish_reason, ...extensions }: ChunkChoice): ChunkChoice[] {
  const { role, tool_calls: toolCalls, ...rest } = delta;
  const deltas: ChunkDelta[] = [];
  if (role != null) deltas.push({ role, content: '' });
  for (const [field, value] of inOrder(rest)) {
    if (isFilled(value)) deltas.push({ [field]: value });
  }
  for (const call of toolCalls ?? []) deltas.push({ tool_calls: [call] });
  const pieces: ChunkChoice[] = deltas.map((piece) => ({ index, delta: piece, finish_reason: null }));
  if (finish_reason != null) pieces.push({ index, delta: {}, finish_reason });
  if (pieces.length === 0 && Object.values(extensions).some(isFilled)) {
    pieces.push({ index, delta: {}, finish_reason: null });
  }
  // Log probabilities belong to the text they came with, not to the role before it.
  const owner = pieces.find((piece) => piece.delta.role === undefined) ?? pieces[0];
  return pieces.map((piece) => (piece === owner ? { ...extensions, ...piece } : piece));
}

/** Reasoning comes before the text that follows from it, whatever order the provider wrote them in. */
function inOrder(delta: ChunkDelta): [string, unknown][] {
  return Object.entries(delta).sort(([a], [b]) => rank(a) - rank(b));
}

function rank(field: string): number {
  return field.startsWith('reasoning') ? 0 : 1;
}

/** Whether a field says something: not absent, not empty. */
export function isFilled(value: unknown): boolean {
  return value != null && value !== '' && !(Array.isArray(value) && value.length === 0);
}
