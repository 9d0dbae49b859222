/** Longest message of a provider that is kept, in characters; records and replies stay bounded. */
const maxMessageLength = 2_000;

/** Forms of keys, masked ones too, that providers have been seen to repeat in their errors. */
const knownSecrets =
  /\b(?:sk|rk|pk|gsk|csk|fw|tgp|pplx|xai|hf|nvapi|Bearer)[-_ ][\w*.-]{6,}|\bAIza[\w-]{10,}|\bAQ\.[\w-]{10,}|\beyJ[\w-]{10,}\.[\w.-]{10,}|\b[\da-f]{32}\.\w{12,}/g;

/** Anything long that is one word with digits in it: only where the message is about a key. */
const anyToken = /(?=[\w*.-]*[\d*])[\w*.-]{16,}/g;

/** A provider's message with everything that looks like a credential replaced, cut to a bounded length. */
export function redactSecrets(message: string, options: { aboutKey: boolean }): string {
  const known = message.slice(0, maxMessageLength).replace(knownSecrets, '[redacted]');
  return options.aboutKey ? known.replace(anyToken, '[redacted]') : known;
}
