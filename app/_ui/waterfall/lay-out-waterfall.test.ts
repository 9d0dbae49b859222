import { describe, expect, it } from 'vitest';
import { layOutWaterfall, type WaterfallCall } from './lay-out-waterfall.ts';

const call = (over: Partial<WaterfallCall>): WaterfallCall => ({
  target: 'a/x',
  startMs: 0,
  durationMs: 10,
  firstTokenMs: null,
  ...over,
});

describe('layOutWaterfall', () => {
  it('puts each call at its share of the whole', () => {
    const { bars } = layOutWaterfall(
      [call({ durationMs: 25 }), call({ target: 'b/y', startMs: 25, durationMs: 75, firstTokenMs: 50 })],
      100,
    );
    expect(bars).toEqual([
      { left: 0, width: 25, firstToken: null, link: 'start', waitedMs: 0 },
      { left: 25, width: 75, firstToken: 50, link: 'failover', waitedMs: 0 },
    ]);
  });

  it('tells a retry from a failover and shows the wait between', () => {
    const { bars } = layOutWaterfall([call({}), call({ startMs: 260, durationMs: 40 })], 300);
    expect(bars[1]).toMatchObject({ link: 'retry', waitedMs: 250 });
  });

  it('keeps the shortest call visible and inside the track', () => {
    const { bars } = layOutWaterfall(
      [call({ durationMs: 9999 }), call({ startMs: 9999.9, durationMs: 0.1 })],
      10_000,
    );
    expect(bars[1]?.width).toBe(0.6);
    expect((bars[1]?.left ?? 100) + (bars[1]?.width ?? 100)).toBeLessThanOrEqual(100);
  });

  it('stretches the axis to a call that outlasts the request', () => {
    expect(layOutWaterfall([call({ durationMs: 500 })], 100).spanMs).toBe(500);
  });

  it.each([
    [1, [0, 0.5, 1]],
    [18.4, [0, 5, 10, 15]],
    [100, [0, 50, 100]],
    [640, [0, 200, 400, 600]],
    [12_000, [0, 5000, 10_000]],
  ])('marks a span of %d ms at round times', (span, expected) => {
    const { ticks } = layOutWaterfall([call({ durationMs: span })], span);
    expect(ticks.map((tick) => tick.ms)).toEqual(expected);
    expect(ticks.every((tick) => tick.at >= 0 && tick.at <= 100.0001)).toBe(true);
  });

  it('draws an axis for a request that called nobody', () => {
    const picture = layOutWaterfall([], 0);
    expect(picture.bars).toEqual([]);
    expect(picture.ticks.length).toBeGreaterThan(1);
  });
});
