/** What one model of Anthropic takes. Tokens where a number. */
export interface ModelTraits {
  readonly maxOutputTokens: number;
  /** Knows `output_config.format`. */
  readonly structuredOutput: boolean;
  /** Takes `temperature`, `top_p` and `top_k`. */
  readonly sampling: boolean;
  /** How thinking is asked for: an effort, a budget of tokens, or not at all. */
  readonly reasoning: 'effort' | 'budget' | 'none';
  /** How thinking is switched off. */
  readonly reasoningOff: 'disabled' | 'between_tools' | 'never';
  /** Takes a `tool_choice` that forces a call. */
  readonly forcedTools: boolean;
}

const current: ModelTraits = {
  maxOutputTokens: 128_000,
  structuredOutput: true,
  sampling: false,
  reasoning: 'effort',
  reasoningOff: 'disabled',
  forcedTools: true,
};

const budgeted: ModelTraits = { ...current, maxOutputTokens: 64_000, sampling: true, reasoning: 'budget' };

/** A model that neither thinks nor writes by a schema (Claude 3; general knowledge, unconfirmed). */
const plain: ModelTraits = {
  ...current,
  maxOutputTokens: 8_192,
  structuredOutput: false,
  sampling: true,
  reasoning: 'none',
};

/** The first line whose pattern fits the model's name; from the adapters of others, as Anthropic publishes no such table. */
const traitsByName: readonly (readonly [RegExp, ModelTraits])[] = [
  [/sonnet-5-5/, { ...current, reasoningOff: 'between_tools', forcedTools: false }],
  [/opus-5-5|fable-5-\d|mythos-5/, { ...current, reasoningOff: 'never', forcedTools: false }],
  [/fable-5/, { ...current, reasoningOff: 'never' }],
  [/(?:opus|sonnet)-4-6/, { ...current, sampling: true }],
  [/(?:sonnet|opus|haiku)-4-5/, budgeted],
  [/opus-4-1(?!\d)/, { ...budgeted, maxOutputTokens: 32_000 }],
  [/opus-4(?:-0|-2\d{7}|$)/, { ...budgeted, maxOutputTokens: 32_000, structuredOutput: false }],
  [/sonnet-4(?:-0|-2\d{7}|$)/, { ...budgeted, structuredOutput: false }],
  [/claude-3-7/, { ...budgeted, structuredOutput: false }],
  [/claude-3-5/, plain],
  [/claude-(?:3|2|instant)/, { ...plain, maxOutputTokens: 4_096 }],
];

/** What a model takes, by its name; an unknown one is taken for a current one. */
export function traitsOf(model: string): ModelTraits {
  return traitsByName.find(([pattern]) => pattern.test(model))?.[1] ?? current;
}
