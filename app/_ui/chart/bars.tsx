'use client';

import type { ReactNode } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Rectangle,
  type RectangleProps,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

/** A step that bars can be drawn for. */
export interface BarPoint {
  readonly at: string;
  readonly label: string;
  readonly complete: boolean;
}

/** One colour of the stack. */
export interface BarSeries<T> {
  readonly key: keyof T & string;
  readonly colour: string;
}

const tick = { fill: 'var(--text-color-kumo-subtle)', fontSize: 12 } as const;

/** A step that has not ended is an outline: what stands in it may still grow. */
const Step = (props: RectangleProps & { readonly payload?: BarPoint }) =>
  props.payload?.complete === false ? (
    <Rectangle
      {...props}
      fillOpacity={0.25}
      stroke={props.fill ?? 'none'}
      strokeWidth={1}
      strokeDasharray="2 2"
    />
  ) : (
    <Rectangle {...props} />
  );

/** Stacked bars over time. A step without figures stays empty; one that has not ended is dotted. */
export const Bars = <T extends BarPoint>({
  points,
  series,
  unrecorded,
  axisWidth = 44,
  formatValue,
  tell,
  onOpen,
}: {
  readonly points: readonly T[];
  readonly series: readonly BarSeries<T>[];
  /** First and last step before anything was recorded; null = none. */
  readonly unrecorded: { readonly from: string; readonly to: string } | null;
  /** Room for the labels of the axis, in pixels. */
  readonly axisWidth?: number;
  /** How a value reads on the axis. */
  readonly formatValue: (value: number) => string;
  /** What stands in the box that follows the pointer. */
  readonly tell: (point: T) => ReactNode;
  /** `key`: the colour that was clicked; absent beside the bar. */
  readonly onOpen: (point: T, key?: keyof T & string) => void;
}) => (
  <ResponsiveContainer width="100%" height="100%">
    <BarChart
      data={[...points]}
      accessibilityLayer={false}
      margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
      barCategoryGap="18%"
      onClick={({ activeIndex }) => {
        const point = points[Number(activeIndex)];
        if (point) onOpen(point);
      }}
      style={{ cursor: 'pointer' }}
    >
      <CartesianGrid vertical={false} stroke="var(--color-kumo-hairline)" />
      {unrecorded && (
        <ReferenceArea
          x1={unrecorded.from}
          x2={unrecorded.to}
          fill="var(--color-kumo-tint)"
          fillOpacity={0.7}
          stroke="none"
          label={{ value: 'nothing recorded yet', fontSize: 12, fill: 'var(--text-color-kumo-subtle)' }}
        />
      )}
      <XAxis
        dataKey="at"
        tickFormatter={(at: string) => points.find((point) => point.at === at)?.label ?? ''}
        tick={tick}
        tickLine={false}
        axisLine={{ stroke: 'var(--color-kumo-line)' }}
        minTickGap={28}
      />
      <YAxis
        tick={tick}
        tickLine={false}
        axisLine={false}
        width={axisWidth}
        tickFormatter={formatValue}
        allowDecimals
        tickCount={4}
      />
      <Tooltip
        cursor={{ fill: 'var(--color-kumo-tint)' }}
        isAnimationActive={false}
        content={({ active, payload }) => {
          const point: T | undefined = payload?.[0]?.payload;
          return active && point ? (
            <div className="rounded-md border border-kumo-line bg-kumo-base px-3 py-2 text-sm">
              {tell(point)}
            </div>
          ) : null;
        }}
      />
      {series.map((one) => (
        <Bar
          key={one.key}
          dataKey={(point: T) => point[one.key]}
          name={one.key}
          stackId="one"
          fill={one.colour}
          shape={<Step />}
          isAnimationActive={false}
          maxBarSize={28}
          onClick={(_, index, event) => {
            event.stopPropagation();
            const point = points[index];
            if (point) onOpen(point, one.key);
          }}
        />
      ))}
    </BarChart>
  </ResponsiveContainer>
);
