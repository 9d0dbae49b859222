import { z } from 'zod';
import { type CreateRouteInput, createRouteInput, type RouteSettings } from '#lib/console/routes/schema.ts';

/** A target as the form holds it: always an object, so that each row has its own fields. */
export type FormTarget = Exclude<RouteSettings['targets'][number], string>;

/** What the chain editor edits: the verb's own input, with every target as an object. */
export interface RouteForm {
  readonly name: string;
  readonly settings: Omit<RouteSettings, 'targets'> & { targets: FormTarget[] };
}

/** An empty chain. */
export const emptyRoute: RouteForm = { name: '', settings: { targets: [] } };

const asObject = (target: RouteSettings['targets'][number]): FormTarget =>
  typeof target === 'string' ? { target } : target;

/** Fills the form from a route as it is written. */
export const formOf = (route: { readonly name: string; readonly settings: RouteSettings }): RouteForm => ({
  name: route.name,
  settings: { ...route.settings, targets: route.settings.targets.map(asObject) },
});

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Leaves out what was not filled in, so that it stays inherited. */
const withoutEmpty = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, isPlain(inner) ? withoutEmpty(inner) : inner] as const)
      .filter(([, inner]) => inner !== undefined && !(isPlain(inner) && Object.keys(inner).length === 0)),
  );

const asWritten = (target: FormTarget): RouteSettings['targets'][number] => {
  const filled = withoutEmpty(target) as FormTarget;
  return Object.keys(filled).length === 1 ? filled.target : filled;
};

/** What is sent: only what differs from the defaults, a target without settings as its name. */
export const inputOf = (form: RouteForm): CreateRouteInput => ({
  name: form.name,
  settings: {
    ...(withoutEmpty(form.settings) as RouteForm['settings']),
    targets: form.settings.targets.map(asWritten),
  },
});

/** Checks the form by the verb's own schema, on exactly what will be sent. */
export const routeFormSchema = z
  .custom<RouteForm>()
  .transform((form): z.input<typeof createRouteInput> => inputOf(form))
  .pipe(createRouteInput);

/** "a, then b, then c". */
export const chainSentence = (targets: readonly { readonly target: string }[]): string =>
  targets.length === 0 ? 'No target yet' : targets.map((one) => one.target).join(', then ');

/** What a person typed into a field for milliseconds or a count: nothing = inherited. */
export const numberOrInherited = (text: unknown): number | undefined =>
  text === '' || text === null || text === undefined ? undefined : Number(text);

/** Reads "429, 500 502"; nothing = the verdict table decides. Words become NaN, which the schema refuses. */
export const statusCodesOf = (text: string): number[] | undefined => {
  const parts = text.split(/[\s,]+/).filter(Boolean);
  return parts.length === 0 ? undefined : parts.map(Number);
};
