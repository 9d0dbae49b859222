/** The first sentence found in a field's error, however deep a tag's or a model's own path is. */
export const firstMessage = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('message' in error && typeof error.message === 'string' && error.message !== '') return error.message;
  for (const inner of Object.values(error)) {
    const found = firstMessage(inner);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The sentence at one place of a form's errors, as at `0`, `limit_usd`. */
export const messageAt = (errors: unknown, ...path: readonly (string | number)[]): string | undefined => {
  let at: unknown = errors;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[part];
  }
  return firstMessage(at);
};
