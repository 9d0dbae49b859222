import { type ExecProtocolOptionsStream, PGlite, protocol } from '@electric-sql/pglite';

/** First bytes of the client messages that PostgreSQL answers with ReadyForQuery: simple query, sync, startup. */
const endsCycle: ReadonlySet<number | undefined> = new Set([0x51, 0x53, 0x00]);

/**
 * PGlite has one session, and pglite-socket hands it to another connection between any two messages outside a
 * transaction block. An extended query is several messages (parse, bind, execute, sync), all on the session's one
 * unnamed statement: two connections would run each other's statements with each other's parameters. This session
 * therefore counts as taken from the first message of a query to the one that ends it, and pglite-socket, which
 * asks `isInTransaction` before it switches connections, waits.
 */
export class ExclusiveSession extends PGlite {
  #insideQuery = false;

  override isInTransaction(): boolean {
    return this.#insideQuery || super.isInTransaction();
  }

  override async execProtocolRawStream(
    message: Uint8Array,
    options: ExecProtocolOptionsStream,
  ): Promise<void> {
    this.#insideQuery = !endsCycle.has(message[0]);
    await super.execProtocolRawStream(message, options);
  }

  /**
   * Called by pglite-socket to roll back after a connection that vanished. If that was in the middle of a query,
   * PostgreSQL ignores everything up to a sync.
   */
  override async exec(...parameters: Parameters<PGlite['exec']>): ReturnType<PGlite['exec']> {
    if (this.#insideQuery) {
      this.#insideQuery = false;
      await this.execProtocol(protocol.serialize.sync(), { throwOnError: false });
    }
    return super.exec(...parameters);
  }
}
