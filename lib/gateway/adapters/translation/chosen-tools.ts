import type { ChatCompletionRequest, ChatTool } from '../../schema/chat-completion.ts';

/** Which tools a model may call and whether it must. */
export interface ChosenTools {
  readonly tools: readonly ChatTool[];
  /** `named`: exactly this one. `restricted`: `tools` is a selection of what the conversation knows. */
  readonly choice:
    | { readonly mode: 'auto' | 'required' | 'none'; readonly restricted: boolean }
    | { readonly mode: 'named'; readonly name: string };
}

/** Reads `tools` and all forms of `tool_choice`; null when the request has no tools. */
export function chosenTools(request: ChatCompletionRequest): ChosenTools | null {
  const tools = request.tools ?? [];
  if (tools.length === 0) return null;
  const choice = request.tool_choice ?? 'auto';
  if (typeof choice === 'string') return { tools, choice: { mode: choice, restricted: false } };
  if (choice.type === 'function') return { tools, choice: { mode: 'named', name: choice.function.name } };
  const { mode, tools: allowed } = choice.allowed_tools;
  const names = new Set(allowed.map((tool) => tool.function?.name));
  return {
    tools: tools.filter((tool) => names.has(tool.function.name)),
    choice: { mode, restricted: true },
  };
}
