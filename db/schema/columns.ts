import { customType, timestamp } from 'drizzle-orm/pg-core';

/** A point in time, read and written as a JavaScript `Date`, stored with its zone. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** An amount in nano-USD (1 USD = 1,000,000,000), a 64-bit integer, read as `bigint`. */
export const nanoUsd = customType<{ data: bigint; driverData: string }>({
  dataType: () => 'bigint',
  fromDriver: (value) => BigInt(value),
  toDriver: (value) => value.toString(),
});
