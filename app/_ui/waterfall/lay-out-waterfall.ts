/** One upstream call as the record has it, in milliseconds from the start of the request. */
export interface WaterfallCall {
  readonly target: string;
  readonly startMs: number;
  readonly durationMs: number;
  /** From the start of the request; null when nothing came. */
  readonly firstTokenMs: number | null;
}

/** Where one call is drawn, in percent of the track's width. */
export interface WaterfallBar {
  readonly left: number;
  readonly width: number;
  /** Position of the first token within the track; null when nothing came. */
  readonly firstToken: number | null;
  /** What leads to this call from the one before it. */
  readonly link: 'start' | 'retry' | 'failover';
  /** Time between the end of the call before and this one: waiting. */
  readonly waitedMs: number;
}

/** A mark on the time axis. */
export interface WaterfallTick {
  readonly ms: number;
  readonly at: number;
}

/** The whole picture. */
export interface Waterfall {
  readonly spanMs: number;
  readonly ticks: readonly WaterfallTick[];
  readonly bars: readonly WaterfallBar[];
}

/** A bar narrower than this, in percent, cannot be seen. */
const thinnest = 0.6;
const tickTarget = 4;

const niceStep = (span: number) => {
  const rough = span / tickTarget;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10;
  return step * magnitude;
};

const ticksFor = (spanMs: number): WaterfallTick[] => {
  const step = niceStep(spanMs);
  const count = Math.floor(spanMs / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => {
    const ms = Number((index * step).toPrecision(6));
    return { ms, at: (ms / spanMs) * 100 };
  });
};

const linkOf = (call: WaterfallCall, before: WaterfallCall | undefined): WaterfallBar['link'] => {
  if (before === undefined) return 'start';
  return before.target === call.target ? 'retry' : 'failover';
};

const clamp = (percent: number) => Math.min(100, Math.max(0, percent));

const barFor = (calls: readonly WaterfallCall[], index: number, spanMs: number): WaterfallBar[] => {
  const call = calls[index];
  if (call === undefined) return [];
  const before = calls[index - 1];
  const percent = (ms: number) => clamp((ms / spanMs) * 100);
  const width = Math.max(thinnest, percent(call.startMs + call.durationMs) - percent(call.startMs));
  return [
    {
      left: Math.min(percent(call.startMs), 100 - width),
      width,
      firstToken: call.firstTokenMs === null ? null : percent(call.firstTokenMs),
      link: linkOf(call, before),
      waitedMs: before === undefined ? 0 : Math.max(0, call.startMs - before.startMs - before.durationMs),
    },
  ];
};

/**
 * Lays out the calls of one request on a common time axis that ends with the last of them or with the request,
 * whichever is later. Takes the request's duration in milliseconds.
 */
export const layOutWaterfall = (calls: readonly WaterfallCall[], durationMs: number): Waterfall => {
  const spanMs = Math.max(durationMs, 0.1, ...calls.map((call) => call.startMs + call.durationMs));
  return {
    spanMs,
    ticks: ticksFor(spanMs),
    bars: calls.flatMap((_, index) => barFor(calls, index, spanMs)),
  };
};
