import { isMapping } from './canonical-json.ts';

/** The limits among an entry's settings as their column keeps them; null = none. `shape` names them. */
export function storedLimits(settings: object, shape: object): Record<string, unknown> | null {
  const written = Object.entries(settings).filter(
    ([name, value]) => value !== undefined && Object.hasOwn(shape, name),
  );
  return written.length === 0 ? null : Object.fromEntries(written);
}

/** A column of limits as the settings of an entry. */
export const limitSettings = (column: unknown): Record<string, unknown> => (isMapping(column) ? column : {});
