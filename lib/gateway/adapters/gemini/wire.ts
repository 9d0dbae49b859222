import type { JsonObject } from '../json.ts';

/** One part of a turn: exactly one of its fields, and perhaps a signature. */
export interface GeminiPart {
  text?: string;
  inlineData?: { mimeType: string; data: string };
  fileData?: { fileUri: string };
  functionCall?: { id?: string; name: string; args: Record<string, unknown> };
  functionResponse?: { id?: string; name: string; response: Record<string, unknown> };
  thoughtSignature?: string;
}

/** One turn; tool results are in the user's. */
export interface GeminiContent {
  role: 'user' | 'model';
  parts: GeminiPart[];
}

/** A function the model may call. */
export interface GeminiFunction {
  name: string;
  description?: string;
  parametersJsonSchema?: JsonObject;
}

/** Whether the model may, must or must not call; VALIDATED holds its arguments to the schema. */
export interface GeminiFunctionCalling {
  mode: 'AUTO' | 'ANY' | 'NONE' | 'VALIDATED';
  allowedFunctionNames?: string[];
}

/** How the model thinks: a level or a budget in tokens, never both. */
export interface GeminiThinking {
  includeThoughts?: boolean;
  thinkingBudget?: number;
  thinkingLevel?: 'MINIMAL' | 'LOW' | 'MEDIUM' | 'HIGH';
}

/** How the answer is made; limits in tokens. */
export interface GeminiGeneration {
  maxOutputTokens?: number;
  temperature?: number;
  topP?: number;
  topK?: number;
  seed?: number;
  stopSequences?: string[];
  candidateCount?: number;
  responseMimeType?: string;
  responseJsonSchema?: JsonObject;
  thinkingConfig?: GeminiThinking;
}

/** The body of `models/{model}:generateContent`, as far as OpenAI's requests reach. */
export interface GeminiRequest {
  contents: GeminiContent[];
  systemInstruction?: { parts: GeminiPart[] };
  tools?: { functionDeclarations: GeminiFunction[] }[];
  toolConfig?: { functionCallingConfig: GeminiFunctionCalling };
  generationConfig?: GeminiGeneration;
  serviceTier?: string;
}
