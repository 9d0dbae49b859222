import { expect, it } from 'vitest';
import { type KnownTargets, targetProblem, targetSuggestions } from './target-suggestions.ts';

const known: KnownTargets = {
  providers: [{ name: 'main', adapter: 'openai' }],
  adapters: [{ id: 'openai', models: [{ name: 'gpt-4o', context_window: 128_000, priced: true }] }],
  routes: [
    { name: 'cheap', targets: [] },
    { name: 'chat', targets: [] },
  ],
  self: 'chat',
};

it("offers each provider's catalogue and every other route", () => {
  expect(targetSuggestions(known)).toEqual(['main/gpt-4o', 'route:cheap']);
});

it.each([
  ['main/gpt-4o', null],
  ['main/org/model', null],
  ['route:cheap', null],
  ['route:chat', 'A route cannot contain itself.'],
  ['route:none', 'No route is named none.'],
  ['other/gpt', 'No provider is named other.'],
  ['main', 'Add the model: main/model.'],
  ['main/', 'Add the model: main/model.'],
  ['main/there', 'main/there is already in the chain.'],
  ['', 'Type a target as provider/model, or route:name.'],
])('%s: %s', (typed, problem) => {
  expect(targetProblem(typed, known, ['main/there'])).toBe(problem);
});
