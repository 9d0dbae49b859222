/** An object of some provider's JSON, about which nothing is known yet. */
export type JsonObject = { readonly [key: string]: unknown };

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value when it is an object, else an empty one: what a provider left out reads as absent. */
export function readObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The objects of a list; anything else in it, or no list at all, is left out. */
export function readObjects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The value when it is a string, else null. */
export function readString(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The value when it is a count (a whole number from 0), else 0. */
export function readCount(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

/** The JSON value of a text, or null when it is not JSON. */
export function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The object that an event of a stream holds.
 * @throws SyntaxError when it is not JSON or not an object; the relay skips such an event.
 */
export function parseEventObject(data: string): JsonObject {
  const value: unknown = JSON.parse(data);
  if (!isObject(value)) throw new SyntaxError('An event of the stream is not a JSON object.');
  return value;
}
