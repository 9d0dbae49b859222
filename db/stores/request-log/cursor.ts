/** Where a page of a list ended, newest first: the time of its last row and what tells rows of that time apart. */
export interface Position {
  readonly at: Date;
  readonly id: string;
  /** Within one request; 0 where a request is one row. */
  readonly index: number;
}

/** A position as the opaque text that a caller sends back. */
export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.at.getTime(), position.id, position.index])).toString(
    'base64url',
  );
}

/** Reads what {@link encodeCursor} made. Null when it is something else, which the caller is to refuse. */
export function decodeCursor(cursor: string): Position | null {
  try {
    const [at, id, index]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof at !== 'number' || typeof id !== 'string' || typeof index !== 'number') return null;
    const valid = Number.isInteger(index) && index >= 0 && index < 2 ** 31 && !id.includes('\0');
    return valid && Number.isFinite(new Date(at).getTime()) && at >= 0
      ? { at: new Date(at), id, index }
      : null;
  } catch {
    return null;
  }
}
