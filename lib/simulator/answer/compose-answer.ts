import type { ParsedScenario } from '../scenario-schema.ts';
import type { Answer, AnswerFinish, AnswerToolCall } from './answer.ts';
import type { Prompt } from './prompt.ts';
import type { CachedTokens } from './prompt-cache.ts';
import { sampleFromSchema } from './sample-from-schema.ts';
import { estimateTokens, splitTokens } from './tokens.ts';
import { writeText } from './write-text.ts';

const tokensPerImage = 85;

/** What the simulated model says to a prompt. Depends on the prompt, the script and the seed alone. */
export function composeAnswer(prompt: Prompt, scenario: ParsedScenario, cache: CachedTokens): Answer {
  const scripted = scenario.answer;
  const toolCalls = chooseToolCalls(prompt, scenario);
  const scriptedText = scripted.text ?? scripted.echo ?? scripted.words;
  const speaks = toolCalls.length === 0 || scriptedText !== undefined;
  const said = speaks ? writeText(prompt, scripted, scenario.seed) : '';
  const stopped = cutAtStopSequence(afterPrefill(said, prompt), prompt);
  const limit = prompt.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  const allReasoning = scripted.reasoning === undefined ? [] : splitTokens(scripted.reasoning);
  const allText = splitTokens(stopped.text);
  const reasoning = firstOf(allReasoning, limit);
  const text = firstOf(allText, limit - reasoning.length);
  const callTokens = toolCalls.reduce((sum, call) => sum + splitTokens(call.arguments).length + 1, 0);
  const spoken = allReasoning.length + allText.length;
  const fits = spoken + callTokens <= limit;
  const keptCalls = fits ? toolCalls : [];
  return {
    reasoning,
    text,
    toolCalls: keptCalls,
    finish: scripted.finish ?? finishOf(fits, keptCalls, stopped.sequence),
    stopSequence: fits ? stopped.sequence : null,
    usage: {
      input: countInputTokens(prompt),
      cached: cache.read,
      cacheWrite: cache.written,
      output: reasoning.length + text.length + (fits ? callTokens : 0),
      reasoning: reasoning.length,
    },
  };
}

/** A beginning that the caller has given already is not said again. */
function afterPrefill(text: string, { prefill }: Prompt): string {
  return text.startsWith(prefill) ? text.slice(prefill.length) : text;
}

/** Input tokens of a prompt: its text and tools by the rule of thumb, a fixed number for each image. */
export function countInputTokens(prompt: Prompt): number {
  const tools = prompt.tools.length === 0 ? 0 : estimateTokens(JSON.stringify(prompt.tools));
  return estimateTokens(prompt.text) + tools + prompt.images.length * tokensPerImage;
}

function finishOf(fits: boolean, calls: readonly AnswerToolCall[], stop: string | null): AnswerFinish {
  if (!fits) return 'length';
  if (calls.length > 0) return 'tool_calls';
  return stop === null ? 'stop' : 'stop_sequence';
}

/**
 * Scripted calls first. Else tools that are offered are called until their results come back: those that the
 * question mentions by name, or the first one.
 */
function chooseToolCalls(prompt: Prompt, scenario: ParsedScenario): AnswerToolCall[] {
  const answered = prompt.toolResults.length > 0;
  const script = scenario.answer.tool_calls;
  if (script !== undefined) {
    if (answered) return [];
    return script.map((call) => ({ name: call.name, arguments: JSON.stringify(call.arguments) }));
  }
  const choice = prompt.toolChoice;
  if (choice.mode === 'none' || (choice.mode === 'auto' && answered)) return [];
  const allowed = choice.mode === 'required' ? choice.names : null;
  const offered = prompt.tools.filter((tool) => allowed === null || allowed.includes(tool.name));
  const named = offered.filter((tool) => prompt.question.includes(tool.name));
  const chosen = named.length > 0 ? named : offered.slice(0, 1);
  return (prompt.parallelToolCalls ? chosen : chosen.slice(0, 1)).map((tool) => ({
    name: tool.name,
    arguments: JSON.stringify(sampleFromSchema(tool.schema ?? { type: 'object' })),
  }));
}

function cutAtStopSequence(text: string, prompt: Prompt): { text: string; sequence: string | null } {
  let end = text.length;
  let sequence: string | null = null;
  for (const candidate of prompt.stopSequences) {
    const at = candidate === '' ? -1 : text.indexOf(candidate);
    if (at !== -1 && at < end) {
      end = at;
      sequence = candidate;
    }
  }
  return { text: sequence === null ? text : text.slice(0, end), sequence };
}

function firstOf(tokens: readonly string[], limit: number): readonly string[] {
  return tokens.length <= limit ? tokens : tokens.slice(0, Math.max(0, limit));
}
