/** The last four characters of a provider's secret, to tell one from another; of a short one nothing at all. */
export function credentialHint(secret: string): string {
  return secret.length < 16 ? '' : secret.slice(-4);
}
