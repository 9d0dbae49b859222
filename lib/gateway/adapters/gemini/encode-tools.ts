import type { ChatCompletionRequest, ChatTool } from '../../schema/chat-completion.ts';
import { isObject } from '../json.ts';
import { type ChosenTools, chosenTools } from '../translation/chosen-tools.ts';
import { toGeminiSchema } from './schema.ts';
import type { GeminiFunction, GeminiFunctionCalling, GeminiRequest } from './wire.ts';

/** `tools` and `toolConfig`. `parallel_tool_calls: false` has no counterpart and is dropped. */
export function encodeTools(request: ChatCompletionRequest): Pick<GeminiRequest, 'tools' | 'toolConfig'> {
  const chosen = chosenTools(request);
  if (chosen === null || chosen.tools.length === 0) return {};
  return {
    tools: [{ functionDeclarations: chosen.tools.map(encodeTool) }],
    toolConfig: { functionCallingConfig: encodeChoice(chosen) },
  };
}

const modes = { auto: 'AUTO', required: 'ANY', none: 'NONE' } as const;

function encodeChoice({ tools, choice }: ChosenTools): GeminiFunctionCalling {
  if (choice.mode === 'named') return { mode: 'ANY', allowedFunctionNames: [choice.name] };
  const strict = tools.some((tool) => tool.function.strict === true);
  // VALIDATED leaves the model free, as AUTO does, but holds its arguments to the schema.
  if (choice.mode === 'auto' && strict) return { mode: 'VALIDATED' };
  return { mode: modes[choice.mode] };
}

function encodeTool({ function: { name, description, parameters } }: ChatTool): GeminiFunction {
  const takesNothing =
    parameters == null || !isObject(parameters.properties) || Object.keys(parameters.properties).length === 0;
  return {
    name,
    ...(description ? { description } : {}),
    ...(takesNothing ? {} : { parametersJsonSchema: toGeminiSchema(parameters) }),
  };
}
