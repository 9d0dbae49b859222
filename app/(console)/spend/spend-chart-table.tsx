import { Link } from '@cloudflare/kumo/components/link';
import type { Cell, SpendPoint, SpendSeries } from './spend-points.ts';

/** The chart's figures for whoever wants to read them, or to reach the requests without a pointer. */
export const SpendChartTable = ({
  caption,
  points,
  series,
  words,
  hrefOf,
}: {
  readonly caption: string;
  readonly points: readonly SpendPoint[];
  readonly series: readonly SpendSeries[];
  readonly words: (cell: Cell) => string;
  /** The requests of a bar, or of one colour of it. */
  readonly hrefOf: (point: SpendPoint, one?: SpendSeries) => string;
}) => (
  <table className="w-full">
    <caption className="pb-1 text-start text-kumo-subtle">
      {caption}; where nothing was used there is no row
    </caption>
    <thead>
      <tr className="text-kumo-subtle">
        <th scope="col" className="py-1 text-start font-normal">
          From
        </th>
        {series.map(({ key, label }) => (
          <th key={key} scope="col" className="max-w-40 truncate py-1 ps-3 text-end font-normal">
            {label}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {points
        .filter((point) => point.cells.size > 0)
        .map((point) => (
          <tr key={point.at} className="border-t border-kumo-hairline">
            <th scope="row" className="py-1 text-start font-normal whitespace-nowrap">
              <Link href={hrefOf(point)}>{point.label}</Link>
              {!point.complete && <span className="text-kumo-subtle"> not ended</span>}
            </th>
            {series.map((one) => {
              const cell = point.cells.get(one.key);
              return (
                <td key={one.key} className="py-1 ps-3 text-end tabular-nums">
                  {cell ? (
                    <Link variant="plain" href={hrefOf(point, one)}>
                      {words(cell)}
                    </Link>
                  ) : (
                    <span className="text-kumo-subtle">–</span>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
    </tbody>
  </table>
);
