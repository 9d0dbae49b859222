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
  expect(summary(chain, { stream_recovery: 'buffer' })).toContain(
    'A stream is held until it is complete, so a break moves the request too.',
  );
});

test('promises no second target where there is none', () => {
  expect(summary(['a/x'])).not.toContain('stream');
  expect(summary(['a/x'], { stream_recovery: 'buffer' })).toContain('A stream is held until it is complete.');
  expect(summary(['a/x'], { stream_recovery: 'off' })).toContain('A broken stream ends with an error.');
});

test('a route without a target says only that', () => {
  expect(summary([])).toBe('No target: every request is refused.');
});
