const endOfYear9999 = Date.UTC(10_000, 0) - 1;

/** Whether an ISO time lies in the years 1970 to 9999 of UTC, whatever its zone: PostgreSQL reads others not or differently. */
export function isStorableInstant(text: string): boolean {
  const unixMs = Date.parse(text);
  return unixMs >= 0 && unixMs <= endOfYear9999;
}
