import type { ChatCompletionRequest, ChatTool } from '../../schema/chat-completion.ts';
import type { JsonObject } from '../json.ts';
import { type ChosenTools, chosenTools } from '../translation/chosen-tools.ts';
import type { ModelTraits } from './model-traits.ts';
import { jsonTool, toStructuredSchema, usesJsonTool } from './output-format.ts';
import type { AnthropicRequest, AnthropicTool, AnthropicToolChoice } from './wire.ts';

/** What the tools of a request depend on besides the request. */
export interface ToolEncoding {
  readonly traits: ModelTraits;
  /** Thinking forbids forcing a call. */
  readonly thinking: boolean;
}

/**
 * `tools` and `tool_choice`. Where a forced call is refused, the model is left free and offered only what it was to be forced to.
 */
export function encodeTools(
  request: ChatCompletionRequest,
  { traits, thinking }: ToolEncoding,
): Pick<AnthropicRequest, 'tools' | 'tool_choice'> {
  const chosen = chosenTools(request);
  const mayForce = traits.forcedTools && !thinking;
  if (usesJsonTool(request, traits)) return withJsonTool(request, chosen, traits);
  if (chosen === null || chosen.tools.length === 0) return {};
  const { choice } = chosen;
  const offered =
    choice.mode === 'named' && !mayForce
      ? chosen.tools.filter((tool) => tool.function.name === choice.name)
      : chosen.tools;
  const encoded = encodeChoice(choice, mayForce);
  return {
    tools: offered.map((tool) => encodeTool(tool, traits)),
    tool_choice:
      oneAtATime(request) && encoded.type !== 'none'
        ? { ...encoded, disable_parallel_tool_use: true }
        : encoded,
  };
}

const choices = {
  auto: { type: 'auto' },
  required: { type: 'any' },
  none: { type: 'none' },
} as const satisfies Record<string, AnthropicToolChoice>;

function encodeChoice(choice: ChosenTools['choice'], mayForce: boolean): AnthropicToolChoice {
  if (choice.mode === 'none') return choices.none;
  if (!mayForce) return choices.auto;
  return choice.mode === 'named' ? { type: 'tool', name: choice.name } : choices[choice.mode];
}

/** A model that writes by no schema calls a tool instead, whose arguments are the answer; its real tools stay callable. */
function withJsonTool(
  request: ChatCompletionRequest,
  chosen: ChosenTools | null,
  traits: ModelTraits,
): Pick<AnthropicRequest, 'tools' | 'tool_choice'> {
  const real = chosen === null || chosen.choice.mode === 'none' ? [] : chosen.tools;
  const answer = jsonTool(request);
  return {
    tools: [...real.map((tool) => encodeTool(tool, traits)), answer],
    tool_choice: {
      ...(real.length === 0 ? ({ type: 'tool', name: answer.name } as const) : ({ type: 'any' } as const)),
      disable_parallel_tool_use: true,
    },
  };
}

function encodeTool({ function: tool }: ChatTool, traits: ModelTraits): AnthropicTool {
  const strict = tool.strict === true && traits.structuredOutput;
  const parameters: JsonObject = tool.parameters ?? {};
  const schema = strict ? toStructuredSchema(parameters) : parameters;
  return {
    name: tool.name,
    ...(tool.description ? { description: tool.description } : {}),
    input_schema: { properties: {}, ...schema, type: 'object' },
    ...(strict ? { strict } : {}),
  };
}

function oneAtATime(request: ChatCompletionRequest): boolean {
  return request.parallel_tool_calls === false;
}
