import { expect, test } from 'vitest';
import { resolveRoute } from './resolve-route.ts';
import type { RouteSettings } from './schema.ts';
import { summariseRoute } from './summarise-route.ts';

const summary = (targets: string[], settings: Omit<RouteSettings, 'targets'> = {}) =>
  summariseRoute(
    targets.map((target) => ({ target })),
    resolveRoute({ ...settings, targets }).resolved,
  );

test('says what becomes of a broken stream, as the route chose', () => {
  const chain = ['a/x', 'b/y'];
  const replay = 'A broken stream is completed by another target when the two agree.';
  expect(summary(chain)).toContain(replay);
  expect(summary(chain, { stream_recovery: 'replay' })).toContain(replay);
  expect(summary(chain, { stream_recovery: 'off' })).toContain('A broken stream ends with an error.');
  expect(summary(chain, { stream_recovery: 'continue' })).toContain(
    'A broken stream is continued by a target that can take up a partial answer.',
  );
  expect(summary(chain, { stream_recovery: 'buffer' })).toContain(
    'A stream is held until it is complete, so a break moves the request too.',
  );
});

test('promises no second target where there is none', () => {
  expect(summary(['a/x'])).not.toContain('stream');
  expect(summary(['a/x'], { stream_recovery: 'continue' })).not.toContain('stream');
  expect(summary(['a/x'], { stream_recovery: 'buffer' })).toContain('A stream is held until it is complete.');
  expect(summary(['a/x'], { stream_recovery: 'off' })).toContain('A broken stream ends with an error.');
});

test('a route without a target says only that', () => {
  expect(summary([])).toBe('No target: every request is refused.');
});

test('says where a request goes that is too long or was refused by a filter, and nothing where it goes nowhere', () => {
  const { resolved } = resolveRoute({ targets: ['a/x'] });
  const said = summariseRoute([{ target: 'a/x' }], resolved, {
    context_window_fallbacks: [{ target: 'c/long' }, { target: 'd/longer' }],
    content_policy_fallbacks: [{ target: 'e/mild' }],
  });
  expect(said).toContain('A prompt too long for its target goes to c/long, then d/longer.');
  expect(said).toContain("A request that a provider's filter refused goes to e/mild.");
  expect(summary(['a/x'])).not.toMatch(/too long|filter/);
});
