import type { Queryable } from '#db/client.ts';
import { byModelSettings, uncallable } from '../../config/schema/limits.ts';
import { ConsoleError } from '../error/console-error.ts';
import type { FieldIssue } from '../error/schema.ts';
import type { LimitFields } from '../limits/limit-fields.ts';
import { unknownCallables } from './key-fields.ts';

/**
 * A limit for something that the key may not call would never limit anything.
 * @throws ConsoleError `invalid` at each `model_budgets.<name>` and `model_limits.<name>` at fault.
 */
export async function assertLimitsCallable(
  tx: Queryable,
  models: readonly string[] | null,
  limits: Pick<LimitFields, (typeof byModelSettings)[number]>,
): Promise<void> {
  const names = byModelSettings.flatMap((setting) => Object.keys(limits[setting]));
  const refused = new Set(uncallable(models, names));
  // A name from the list of models was checked with it.
  const unknown = models === null ? await unknownCallables(tx, names) : new Map<string, string>();
  const issues = byModelSettings.flatMap((setting) =>
    Object.keys(limits[setting]).flatMap((name): FieldIssue[] => {
      const message = refused.has(name) ? `This key may not call ${name}.` : unknown.get(name);
      return message === undefined ? [] : [{ path: `${setting}.${name}`, message }];
    }),
  );
  if (issues[0]) throw new ConsoleError('invalid', issues[0].message, { issues });
}
