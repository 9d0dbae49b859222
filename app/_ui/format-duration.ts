const trimmed = (value: number, decimals: number) => String(Number(value.toFixed(decimals)));

/** A duration with its unit: `<0.1 ms`, `4.2 ms`, `312 ms`, `1.23 s`, `2 min 5 s`, `3 h 4 min`. Takes milliseconds. */
export const formatDuration = (ms: number): string => {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms === 0) return '0 ms';
  if (ms < 0.1) return '<0.1 ms';
  if (ms < 9.95) return `${trimmed(ms, 1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${trimmed(ms / 1000, 2)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.floor(seconds / 60);
  return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
};

const pair = (...[large, largeUnit, small, smallUnit]: [number, string, number, string]) =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
