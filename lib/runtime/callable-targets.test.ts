import { expect, it } from 'vitest';
import { routeDefaults } from '#lib/gateway/configuration.ts';
import { testConfiguration, testTarget } from '#lib/gateway/testing/test-gateway.ts';
import { callableTargets } from './callable-targets.ts';

it('a target is callable that a route names, as a fallback too, or a key by its own name', () => {
  const configuration = testConfiguration([testTarget('first')], {
    route: { ...routeDefaults, contextWindowFallbacks: [testTarget('large')] },
    key: { models: new Set(['chat', 'first/direct/model', 'gone/model']) },
  });
  expect([...callableTargets(configuration)].sort()).toEqual([
    'first/direct/model',
    'first/model',
    'large/model',
  ]);
});
