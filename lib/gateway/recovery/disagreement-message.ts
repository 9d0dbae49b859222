/** What is recorded of a leg that was ended for disagreement. Its kind is `client_closed`, so only this tells that nobody left. */
export const disagreementMessage =
  'The gateway ended this answer: it did not agree with what the caller already had.';
