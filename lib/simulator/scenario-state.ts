import { createPromptCache, type PromptCache } from './answer/prompt-cache.ts';
import { seededRandom } from './answer/seeded-random.ts';
import type { DialectId, OperationName } from './scenario/names.ts';
import type { Fault, FaultCondition, ParsedScenario } from './scenario-schema.ts';

/** What the conditions of a fault look at. */
export interface CallFacts {
  readonly dialect: DialectId;
  readonly operation: OperationName;
  readonly model: string | null;
  readonly stream: boolean;
}

/** A scenario in use: how many calls each of its faults has seen, and since when. */
export interface ScenarioState {
  readonly scenario: ParsedScenario;
  readonly promptCache: PromptCache;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Counts the call and says which fault applies to it, by its place in the list; null = none. */
  pickFault(call: CallFacts, nowMs: number): number | null;
}

/** Puts a scenario into use from its beginning. */
export function startScenario(scenario: ParsedScenario, startedAt: number): ScenarioState {
  const seen = scenario.faults.map(() => 0);
  return {
    scenario,
    startedAt,
    promptCache: createPromptCache(),
    pickFault(call, nowMs) {
      let picked: number | null = null;
      for (const [index, fault] of scenario.faults.entries()) {
        if (!concerns(fault.when, call)) continue;
        const position = seen[index] ?? 0;
        if (advances(fault, call)) seen[index] = position + 1;
        const draw = () =>
          seededRandom(
            scenario.seed ^ Math.imul(index + 1, 0x9e37_79b1) ^ Math.imul(position + 1, 0x85eb_ca6b),
          )();
        if (picked === null && isDue(fault.when, { position, elapsedMs: nowMs - startedAt, draw }))
          picked = index;
      }
      return picked;
    },
  };
}

/**
 * A look at the model list meets the fault that is on, but does not use it up: otherwise a client's health
 * checks would decide which of its requests fail.
 */
function advances(fault: Fault, call: CallFacts): boolean {
  return call.operation === 'chat' || call.operation === 'embeddings' || fault.when?.operation !== undefined;
}

function concerns(when: FaultCondition | undefined, call: CallFacts): boolean {
  if (when === undefined) return true;
  if (when.dialect !== undefined && when.dialect !== call.dialect) return false;
  if (when.model !== undefined && when.model !== call.model) return false;
  if (when.stream !== undefined && when.stream !== call.stream) return false;
  const operation = when.operation;
  if (operation === undefined) return true;
  return typeof operation === 'string' ? operation === call.operation : operation.includes(call.operation);
}

interface Moment {
  /** Calls seen before this one. */
  readonly position: number;
  readonly elapsedMs: number;
  readonly draw: () => number;
}

function isDue(when: FaultCondition | undefined, moment: Moment): boolean {
  if (when === undefined) return true;
  const position = when.repeat_calls === undefined ? moment.position : moment.position % when.repeat_calls;
  if (position >= (when.first_calls ?? Number.POSITIVE_INFINITY) || position < (when.after_calls ?? 0))
    return false;
  const time = when.repeat_ms === undefined ? moment.elapsedMs : moment.elapsedMs % when.repeat_ms;
  if (time < (when.from_ms ?? 0) || time >= (when.until_ms ?? Number.POSITIVE_INFINITY)) return false;
  return when.probability === undefined || moment.draw() < when.probability;
}
