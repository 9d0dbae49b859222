/** Rows in one statement: well below PostgreSQL's limit of 65,535 parameters, and large enough to be fast. */
const batchSize = 500;

/** Cuts rows into portions that one statement can carry. */
export function* batches<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += batchSize) yield rows.slice(start, start + batchSize);
}
