import { z } from 'zod';
import {
  type CreateRouteInput,
  createRouteInput,
  type RouteSettings,
  type TargetList,
} from '#lib/console/routes/schema.ts';

/** A list that is tried for one cause alone. */
export type FallbackList = Exclude<TargetList, 'targets'>;

/** A target as the form holds it: always an object, so that each row has its own fields. */
export type FormTarget = Exclude<RouteSettings['targets'][number], string>;

/** What the chain editor edits: the verb's own input, with every target as an object. */
export interface RouteForm {
  readonly name: string;
  readonly settings: Omit<RouteSettings, TargetList> & Record<TargetList, FormTarget[]>;
}

const emptyLists = { targets: [], context_window_fallbacks: [], content_policy_fallbacks: [] };

/** An empty chain. */
export const emptyRoute: RouteForm = { name: '', settings: emptyLists };

/** A route that was not saved has no list whose targets anything is known of. */
export const nothingKnown = emptyLists;

const asObjects = (list: RouteSettings[TargetList] = []): FormTarget[] =>
  list.map((target) => (typeof target === 'string' ? { target } : target));

/** Fills the form from a route as it is written. */
export const formOf = (route: { readonly name: string; readonly settings: RouteSettings }): RouteForm => ({
  name: route.name,
  settings: {
    ...route.settings,
    targets: asObjects(route.settings.targets),
    context_window_fallbacks: asObjects(route.settings.context_window_fallbacks),
    content_policy_fallbacks: asObjects(route.settings.content_policy_fallbacks),
  },
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

const asFallbacks = (list: FallbackList, targets: readonly FormTarget[]) =>
  targets.length === 0 ? {} : { [list]: targets.map(asWritten) };

/** What is sent: only what differs from the defaults, a target without settings as its name. */
export const inputOf = ({ name, settings }: RouteForm): CreateRouteInput => {
  const { targets, context_window_fallbacks: longer, content_policy_fallbacks: milder, ...rest } = settings;
  return {
    name,
    settings: {
      ...(withoutEmpty(rest) as typeof rest),
      targets: targets.map(asWritten),
      ...asFallbacks('context_window_fallbacks', longer),
      ...asFallbacks('content_policy_fallbacks', milder),
    },
  };
};

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
