import { familyOf } from './model-family.ts';
import type { GeminiThinking } from './wire.ts';

/** Tokens of thinking for 2.5, as Google's own OpenAI endpoint maps the efforts. */
const budgets: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
};
/** 2.5 Pro cannot be kept from thinking; this is its least (general knowledge, unconfirmed). */
const smallestProBudget = 128;

const levels: Readonly<Record<string, NonNullable<GeminiThinking['thinkingLevel']>>> = {
  none: 'MINIMAL',
  minimal: 'MINIMAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  xhigh: 'HIGH',
  max: 'HIGH',
};

/** `reasoning_effort` as the model takes it: a level or a budget, never both; nothing for models that do not think. */
export function encodeThinking(effort: string, model: string): GeminiThinking | null {
  const { thinking, pro } = familyOf(model);
  const includeThoughts = effort !== 'none';
  if (thinking === 'none') return null;
  if (thinking === 'budget') {
    const budget = budgets[effort] ?? budgets.medium ?? 0;
    return { includeThoughts, thinkingBudget: pro ? Math.max(budget, smallestProBudget) : budget };
  }
  const level = levels[effort] ?? 'MEDIUM';
  return { includeThoughts, thinkingLevel: pro && level === 'MINIMAL' ? 'LOW' : level };
}
