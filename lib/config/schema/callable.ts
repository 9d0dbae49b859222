import { z } from 'zod';
import { parseTarget } from '../target-text.ts';

/** What a key may call: a route's name or `provider/model`. */
export const callable = z
  .string()
  .refine(isCallable, 'must be the name of a route or written as provider/model');

/** Whether a callable name is a route's. */
export const isRouteName = (name: string): boolean => !name.includes('/');

function isCallable(text: string): boolean {
  return isRouteName(text) ? parseTarget(`route:${text}`) !== null : parseTarget(text)?.kind === 'model';
}
