import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { ErrorRule } from '../failure/classify.ts';
import type { ReportedError } from '../failure/create-failure.ts';

/** The body that goes out: the caller's request, whose unknown fields are kept. */
export type RequestBody = ChatCompletionRequest & Record<string, unknown>;

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
  /**
   * Fields of the assistant's earlier messages that this provider refuses or has no use for: clients send back what another provider
   * answered, its reasoning and its signatures included.
   */
  readonly messageDrops?: readonly string[];
  /** What the output limit is called; absent = the caller's word is passed on. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** The role that carries instructions; absent = the caller's word is passed on. */
  readonly instructionRole?: 'system' | 'developer';
  /** Rules that hold for some models only. */
  readonly restrictModel?: (model: string, request: ChatCompletionRequest) => ModelRestrictions;
  /** Request fields that this provider calls otherwise, by OpenAI's name. */
  readonly renames?: Readonly<Record<string, string>>;
  /** What a table cannot say: changes the copy that goes out, after everything else. Nested values belong to the caller. */
  readonly rewrite?: (body: RequestBody) => void;
  /** Read before the table that all providers of this format share. */
  readonly errorRules?: readonly ErrorRule[];
  /** Where this provider puts more into an error than OpenAI does. */
  readonly readError?: (json: unknown) => ReportedError | null;
  /** The header that carries the key, where it is not `Authorization: Bearer`. */
  readonly keyHeader?: 'api-key' | 'x-portkey-api-key';
  /** A path that costs nothing and is refused without a valid key; absent = `/models`. */
  readonly healthPath?: string;
  /** `beside`: completion tokens leave the reasoning out, so that it is added; absent = they include it, as OpenAI's do. */
  readonly reasoningTokens?: 'beside';
}

/** What one model does not take, on top of its provider's dialect. */
export type ModelRestrictions = Pick<OpenAiDialect, 'drops' | 'maxTokensField' | 'instructionRole'>;
