import { parseAsIsoDateTime, parseAsStringLiteral } from 'nuqs/server';

/** Lengths of time to look back over. */
export const presets = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;

/** One of {@link presets}. */
export type Preset = (typeof presets)[number];

const presetMs = {
  '15m': 15 * 60_000,
  '1h': 3_600_000,
  '6h': 6 * 3_600_000,
  '24h': 24 * 3_600_000,
  '7d': 7 * 24 * 3_600_000,
  '30d': 30 * 24 * 3_600_000,
} as const satisfies Record<Preset, number>;

/** How a preset reads. */
export const presetLabel = {
  '15m': 'Last 15 minutes',
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
} as const satisfies Record<Preset, string>;

/** The range as it stands in the URL. Both bounds given: a custom range, and the preset is not looked at. */
export interface RangeState {
  readonly range: Preset;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** Names of the range in the URL, carried along from page to page. */
export const rangeParams = ['range', 'from', 'to'] as const;

/** How the range is read from and written to the URL. */
export const rangeParsers = {
  range: parseAsStringLiteral(presets).withDefault('24h'),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

/** Whether the viewer chose both bounds. */
export const isCustom = (state: RangeState): state is RangeState & { from: Date; to: Date } =>
  state.from !== null && state.to !== null && state.from < state.to;

/** Bounds to ask the API for, as ISO times. A preset ends now. */
export const resolveRange = (state: RangeState, nowMs: number): { from: string; to: string } =>
  isCustom(state)
    ? { from: state.from.toISOString(), to: state.to.toISOString() }
    : { from: new Date(nowMs - presetMs[state.range]).toISOString(), to: new Date(nowMs).toISOString() };

/** What a cache key needs: a preset stays the same while its bounds move on. */
export const rangeKey = (state: RangeState): string =>
  isCustom(state) ? `${state.from.toISOString()}/${state.to.toISOString()}` : state.range;

const format = (date: Date, timeZone: string | undefined) =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(date);

/** How the chosen range reads. */
export const rangeLabel = (state: RangeState, timeZone?: string): string =>
  isCustom(state)
    ? `${format(state.from, timeZone)} – ${format(state.to, timeZone)}`
    : presetLabel[state.range];

/** The value of a `datetime-local` field in the viewer's zone. */
export const toLocalField = (date: Date): string => {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
};
