import type { Clock } from '../../ports.ts';
import type { LeaseGrant, LeaseRequest, LeaseSource } from '../lease-source.ts';

/** What the accounts come to, for a test to judge. */
export interface SharedAccounts {
  /** The source of one wallet. */
  sourceFor(walletId: string): SharedSource;
  /** Booked in this period of a budget. Nano-USD. */
  spent(budgetId: string, periodStartMs?: number): bigint;
  /** Leases in force. Nano-USD. */
  leased(budgetId: string, periodStartMs?: number): bigint;
  /** Calls that were answered or failed. */
  readonly calls: number;
}

/** A source whose trouble a test decides. */
export interface SharedSource extends LeaseSource {
  /**
   * `before` = calls reject unapplied; `after` = they are applied and reject all the same; `slow` = they are applied and answered later;
   * `never` = they do not settle; null = all is well.
   */
  trouble: 'before' | 'after' | 'slow' | 'never' | null;
}

interface Entry {
  spent: bigint;
  readonly leases: Map<string, { nanoUsd: bigint; untilMs: number; serial: number }>;
}

const validForMs = 30_000;
const slowMs = 300;

/** Accounts that several wallets share: what a database does, in memory and without its own time. Answers come a turn later. */
export function createSharedAccounts(clock: Clock): SharedAccounts {
  const entries = new Map<string, Entry>();
  const listeners = new Map<string, (budgetId: string) => void>();
  let calls = 0;

  const open = (key: string): Entry => {
    const entry = entries.get(key) ?? { spent: 0n, leases: new Map() };
    entries.set(key, entry);
    return entry;
  };
  const inForce = ({ leases }: Entry, except?: string) =>
    [...leases].reduce(
      (sum, [id, { nanoUsd, untilMs }]) =>
        id === except || clock.monotonic() >= untilMs ? sum : sum + nanoUsd,
      0n,
    );

  const apply = (walletId: string, request: LeaseRequest): LeaseGrant => {
    const { budget, periodStartMs, serial, spentNanoUsd, neededNanoUsd, nextNanoUsd, ahead } = request;
    const entry = open(`${budget.id} ${periodStartMs}`);
    const own = entry.leases.get(walletId);
    const booked = own === undefined || serial > own.serial ? spentNanoUsd : 0n;
    entry.spent += booked;
    const held =
      own === undefined || clock.monotonic() >= own.untilMs ? 0n : larger(own.nanoUsd - booked, 0n);
    const free = larger(budget.limitNanoUsd - entry.spent - inForce(entry, walletId), 0n);
    const fits = neededNanoUsd + nextNanoUsd <= free;
    const base = fits ? neededNanoUsd + nextNanoUsd : neededNanoUsd;
    const more = fits ? (free - base) / 10n : 0n;
    const nanoUsd = smaller(ahead ? larger(held, base + more) : base, free);
    entry.leases.set(walletId, { nanoUsd, untilMs: clock.monotonic() + validForMs, serial });
    if (!fits) for (const [id, listener] of listeners) if (id !== walletId) listener(budget.id);
    return { leasedNanoUsd: nanoUsd, spentNanoUsd: entry.spent, validForMs };
  };

  return {
    get calls() {
      return calls;
    },
    spent: (budgetId, periodStartMs = 0) => open(`${budgetId} ${periodStartMs}`).spent,
    leased: (budgetId, periodStartMs = 0) => inForce(open(`${budgetId} ${periodStartMs}`)),
    sourceFor(walletId) {
      const source: SharedSource = {
        trouble: null,
        async renew(requests) {
          calls += 1;
          const { trouble } = source;
          if (trouble === 'never') await new Promise(() => {});
          await Promise.resolve();
          if (trouble === 'before') throw new Error('The database is away.');
          const grants = requests.map((request) => apply(walletId, request));
          await (trouble === 'slow' ? new Promise<void>((resolve) => clock.after(slowMs, resolve)) : null);
          if (trouble === 'after') throw new Error('The connection broke.');
          return grants;
        },
        onShortage: (listener) => void listeners.set(walletId, listener),
      };
      return source;
    },
  };
}

const smaller = (a: bigint, b: bigint) => (b > a ? a : b);
const larger = (a: bigint, b: bigint) => (a > b ? a : b);
