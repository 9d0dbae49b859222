import type { Credential, Target } from '../../configuration.ts';
import type { SkipReason } from '../../request-record.ts';
import type { Health } from '../health.ts';
import type { Lack } from './credential-room.ts';
import type { Demand } from './demand.ts';

/** A credential that may make the call now, or why there is none and when one may (Unix ms; null = not known). */
export type Choice =
  | { readonly credential: Credential; readonly reason?: undefined; readonly untilMs?: undefined }
  | {
      readonly credential: null;
      readonly reason: SkipReason;
      readonly detail: string | null;
      readonly untilMs: number | null;
    };

/** What the choice is made for. */
export interface ChoiceInput {
  readonly target: Target;
  readonly demand: Demand;
  /** Ids of credentials that are not asked again. */
  readonly tried: ReadonlySet<string>;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** So many credentials are named in the reason for a skip. */
const maxNamed = 3;

/** Draws by weight among the credentials that are healthy and have room. */
export function chooseCredential({ bench, headroom }: Health, input: ChoiceInput): Choice {
  const { target, demand, tried, now } = input;
  const pool = target.provider.credentials;
  const lacks: Lack[] = [];
  for (const credential of pool) {
    const lack = headroom.lackOfCredential({ target, credential, demand });
    if (lack !== null) lacks.push(lack);
  }
  const roomy =
    lacks.length === 0
      ? pool
      : pool.filter((credential) => headroom.lackOfCredential({ target, credential, demand }) === null);
  const pick = bench.pick(roomy, target.model, tried);
  if (pick.credential !== null) {
    const full = headroom.lackOfTarget(target, demand);
    return full === null ? pick : noHeadroom([full], now());
  }
  // Those without room may be the only ones that are healthy.
  const healthy = lacks.length === 0 ? pick : bench.pick(pool, target.model, tried);
  if (healthy.credential !== null) return noHeadroom(lacks, now());
  const { reason, until } = healthy;
  return { credential: null, reason, detail: asTime(until), untilMs: until };
}

function noHeadroom(lacks: readonly Lack[], nowMs: number): Choice {
  const waits = lacks.flatMap(({ waitMs }) => (waitMs === null ? [] : [waitMs]));
  const untilMs = waits.length === 0 ? null : nowMs + Math.min(...waits);
  const named = lacks.slice(0, maxNamed).map(({ detail, waitMs }) => {
    return waitMs === null ? detail : `${detail} until ${asTime(nowMs + waitMs)}`;
  });
  return { credential: null, reason: 'no_headroom', detail: named.join('; '), untilMs };
}

const asTime = (unixMs: number | null) => (unixMs === null ? null : new Date(unixMs).toISOString());
