import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { ErrorRule } from '../failure/classify.ts';

/** What sets one provider of OpenAI's wire format apart from another. A misspelt field does not compile. */
export interface OpenAiDialect {
  /** The word used for `adapter:` in the configuration file. */
  readonly id: string;
  /** The provider's name as people write it. */
  readonly label: string;
  /** Version path included; null when every installation has its own. */
  readonly defaultBaseUrl: string | null;
  /**
   * `exact`: OpenAI's own format to the letter, so that bytes may pass as they are. `loose`: close to it; missing roles, other
   * names for reasoning and other finish reasons are put right.
   */
  readonly fidelity: 'exact' | 'loose';
  /** Request fields that this provider does not know and that an answer can do without. */
  readonly drops?: readonly string[];
  /** What the output limit is called; absent = the caller's word is passed on. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** The role that carries instructions; absent = the caller's word is passed on. */
  readonly instructionRole?: 'system' | 'developer';
  /** Rules that hold for some models only. */
  readonly restrictModel?: (model: string, request: ChatCompletionRequest) => ModelRestrictions;
  /** Read before the table that all providers of this format share. */
  readonly errorRules?: readonly ErrorRule[];
}

/** What one model does not take, on top of its provider's dialect. */
export type ModelRestrictions = Pick<OpenAiDialect, 'drops' | 'maxTokensField' | 'instructionRole'>;
