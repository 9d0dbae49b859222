import { expect, it } from 'vitest';
import { missingFrom } from './packages.mjs';

const lock = {
  packages: {
    '': {},
    'node_modules/next': { version: '16.4.6', integrity: 'sha512-a' },
    'node_modules/@next/swc-here': {
      version: '1.0.0',
      optional: true,
      os: [process.platform],
      cpu: [process.arch],
    },
    'node_modules/@next/swc-elsewhere': { version: '1.0.0', optional: true, os: ['aix'], cpu: ['ppc64'] },
  },
};
const all = () => true;

it('finds nothing missing after a whole installation, whoever made it', () => {
  expect(missingFrom(lock, lock, all)).toEqual([]);
});

it('does not ask for native builds of other systems', () => {
  const { 'node_modules/@next/swc-elsewhere': _, ...packages } = lock.packages;
  expect(missingFrom(lock, { packages }, all)).toEqual([]);
});

it('asks for the native build of this system', () => {
  const { 'node_modules/@next/swc-here': _, ...packages } = lock.packages;
  expect(missingFrom(lock, { packages }, all)).toEqual(['node_modules/@next/swc-here']);
});

it('takes an installation that was cut short, which has no lock of its own, for none', () => {
  expect(missingFrom(lock, { packages: {} }, all)).toHaveLength(2);
});

it('notices a package whose folder was removed', () => {
  expect(missingFrom(lock, lock, (folder) => folder !== 'node_modules/next')).toEqual(['node_modules/next']);
});

it('notices a lock that moved on to another version or other contents', () => {
  const older = { ...lock.packages, 'node_modules/next': { version: '16.4.5', integrity: 'sha512-a' } };
  const other = { ...lock.packages, 'node_modules/next': { version: '16.4.6', integrity: 'sha512-b' } };
  expect(missingFrom(lock, { packages: older }, all)).toEqual(['node_modules/next']);
  expect(missingFrom(lock, { packages: other }, all)).toEqual(['node_modules/next']);
});
