import type { DialectId } from '../scenario/names.ts';
import { anthropic } from './anthropic.ts';
import type { Dialect } from './dialect.ts';
import { gemini } from './gemini.ts';
import { openai } from './openai.ts';

/** Every dialect by its id. */
export const dialects = { openai, anthropic, gemini } as const satisfies Record<DialectId, Dialect>;
