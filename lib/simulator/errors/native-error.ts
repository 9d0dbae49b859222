import type { ErrorKind } from '../scenario/names.ts';

/** What an error reply needs to know of the call. */
export interface ErrorFacts {
  readonly model: string;
  readonly requestId: string;
  /** Replaces the status of the table. */
  readonly status?: number | undefined;
  /** Seconds the provider asks to wait; each kind has its own default. */
  readonly retryAfterS?: number | undefined;
  /** Replaces the message of the table. */
  readonly message?: string | undefined;
  /** The field at fault, where the dialect has a place for it. */
  readonly param?: string | undefined;
}

/** An error as the provider itself would send it. */
export interface NativeError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export type WriteError = (kind: ErrorKind, facts: ErrorFacts) => NativeError;

/** What every dialect's table says of a kind. */
export interface ErrorRow {
  readonly status: number;
  /** `{model}` stands for the model's name. */
  readonly message: string;
  /** Default of the wait asked for, in seconds; absent = none is named. */
  readonly retryAfterS?: number;
}

export function messageOf(row: ErrorRow, facts: ErrorFacts): string {
  return facts.message ?? row.message.replace('{model}', () => facts.model);
}

/** The wait as OpenAI and Anthropic name it. */
export function retryAfterHeader(row: ErrorRow, facts: ErrorFacts): Readonly<Record<string, string>> {
  const wait = facts.retryAfterS ?? row.retryAfterS;
  return wait === undefined ? {} : { 'retry-after': String(wait) };
}
