import type postgres from 'postgres';
import { rootCause } from './database-error.ts';

/** What errors of a connection that is gone are called, by postgres.js and by the system. */
const lost: ReadonlySet<unknown> = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * When a connection is lost in the middle of a transaction, postgres.js sends `rollback` to the socket that is no more, from a timer, where
 * nobody can catch what that throws: it ends the process. There is nothing to roll back then. The work of such a transaction is therefore left
 * pending; postgres.js itself rejects the transaction with the loss of its connection.
 */
export function surviveLostTransactions(sql: postgres.Sql): void {
  const { begin } = sql;
  Object.assign(sql, {
    begin: (...call: unknown[]) =>
      Reflect.apply(
        begin,
        sql,
        call.map((argument) => (isWork(argument) ? guarded(argument) : argument)),
      ),
  });
}

type Work = (tx: unknown) => unknown;
const isWork = (argument: unknown): argument is Work => typeof argument === 'function';

const guarded =
  (work: Work): Work =>
  async (tx) => {
    try {
      const result = await work(tx);
      return Array.isArray(result) ? await Promise.all(result) : result;
    } catch (error) {
      if (!isLoss(error)) throw error;
      return new Promise(() => {});
    }
  };

function isLoss(error: unknown): boolean {
  const cause = rootCause(error);
  return cause instanceof Error && 'code' in cause && lost.has(cause.code);
}
