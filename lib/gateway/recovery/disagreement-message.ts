const reason = 'it did not agree with what the caller already had.';

/** What is recorded of a leg that was ended for disagreement. Its kind is `client_closed`, so only this tells that nobody left. */
export const disagreementMessage = `The gateway ended this answer: ${reason}`;

/** Whether that is what a recorded message says. Older records say it of "this replay". */
export const saysDisagreement = (message: string | null): boolean => message?.endsWith(reason) === true;
