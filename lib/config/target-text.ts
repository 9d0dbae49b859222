/** What a route's target or a key's permission names. */
export type TargetName =
  | { readonly kind: 'route'; readonly route: string }
  | { readonly kind: 'model'; readonly provider: string; readonly model: string };

/** Letters, digits, dots, dashes and underscores: safe in a URL, a header and a metric label. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Any visible ASCII: models are named by their providers, `meta-llama/Llama-3.1-8B` among them. */
const modelPattern = /^[\x21-\x7e]{1,200}$/;

/**
 * Reads `provider/model` (only the first slash divides) or `route:name`; null when it is neither.
 */
export function parseTarget(text: string): TargetName | null {
  if (text.startsWith('route:')) {
    const route = text.slice('route:'.length);
    return namePattern.test(route) ? { kind: 'route', route } : null;
  }
  const slash = text.indexOf('/');
  const provider = text.slice(0, Math.max(0, slash));
  const model = text.slice(slash + 1);
  return namePattern.test(provider) && modelPattern.test(model) ? { kind: 'model', provider, model } : null;
}
