import { describe, expect, it } from 'vitest';
import { type Scenario, scenarioSchema } from './scenario-schema.ts';
import { type CallFacts, startScenario } from './scenario-state.ts';

const chat: CallFacts = { dialect: 'openai', operation: 'chat', model: 'sim-small', stream: false };
const models: CallFacts = { ...chat, operation: 'models', model: null };

type When = NonNullable<NonNullable<Scenario['faults']>[number]['when']>;

const start = (...whens: When[]) =>
  startScenario(scenarioSchema.parse({ faults: whens.map((when) => ({ when, status: 500 })) }), 1_000);

const picks = (state: ReturnType<typeof start>, count: number, call = chat) =>
  Array.from({ length: count }, () => state.pickFault(call, 1_000));

describe('which fault applies', () => {
  it('is the first one whose conditions hold', () => {
    const state = start({ dialect: 'gemini' }, { model: 'sim-large' }, { stream: true }, {});
    expect(state.pickFault(chat, 1_000)).toBe(3);
    expect(state.pickFault({ ...chat, stream: true }, 1_000)).toBe(2);
    expect(state.pickFault({ ...chat, model: 'sim-large', stream: true }, 1_000)).toBe(1);
    expect(state.pickFault({ ...chat, dialect: 'gemini' }, 1_000)).toBe(0);
  });

  it('can be for the first calls only, for later ones only, or for a window of them', () => {
    expect(picks(start({ first_calls: 2 }), 4)).toEqual([0, 0, null, null]);
    expect(picks(start({ after_calls: 2 }), 4)).toEqual([null, null, 0, 0]);
    expect(picks(start({ after_calls: 1, first_calls: 2 }), 4)).toEqual([null, 0, null, null]);
  });

  it('counts the calls it concerns and no others', () => {
    const state = start({ model: 'sim-small', first_calls: 1 });
    expect(picks(state, 2, { ...chat, model: 'sim-large' })).toEqual([null, null]);
    expect(picks(state, 2)).toEqual([0, null]);
  });

  it('counts for each fault by itself, so that they can follow one another', () => {
    expect(picks(start({ first_calls: 1 }, { first_calls: 3 }), 4)).toEqual([0, 1, 1, null]);
  });

  it('repeats by calls', () => {
    expect(picks(start({ first_calls: 2, repeat_calls: 3 }), 7)).toEqual([0, 0, null, 0, 0, null, 0]);
  });

  it('is met but not used up by a look at the model list', () => {
    const state = start({ first_calls: 1 });
    expect(picks(state, 2, models)).toEqual([0, 0]);
    expect(picks(state, 2)).toEqual([0, null]);
    expect(picks(state, 1, models)).toEqual([null]);
    expect(picks(start({ operation: ['models'], first_calls: 1 }), 2, models)).toEqual([0, null]);
  });

  it('can lie between two times, again and again', () => {
    const at = (state: ReturnType<typeof start>) =>
      [1_000, 1_100, 1_199, 1_200, 1_350].map((ms) => state.pickFault(chat, ms));
    expect(at(start({ from_ms: 100, until_ms: 200 }))).toEqual([null, 0, 0, null, null]);
    expect(at(start({ until_ms: 100, repeat_ms: 250 }))).toEqual([0, null, null, null, null]);
    expect(start({ until_ms: 100, repeat_ms: 250 }).pickFault(chat, 1_349)).toBe(0);
  });

  it('can be drawn from the seed: the same each time, another with another seed', () => {
    const draw = (seed: number) => {
      const faults = [{ when: { probability: 0.5 }, status: 500 }];
      return picks(startScenario(scenarioSchema.parse({ seed, faults }), 0), 200);
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const hits = draw(1).filter((pick) => pick === 0).length;
    expect(hits).toBeGreaterThan(70);
    expect(hits).toBeLessThan(130);
  });
});
