import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvironmentError, parseEnvironment } from './env.ts';

const key = Buffer.alloc(32, 7).toString('base64');

const refusal = (variables: Record<string, string>): string => {
  try {
    parseEnvironment(variables);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('It was accepted.');
};

describe('the environment', () => {
  it('has a default for everything', () => {
    expect(parseEnvironment({})).toEqual({
      role: 'all',
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: null,
      dataDir: resolve('.data'),
      configFile: null,
      masterKey: null,
      admin: null,
      managementKey: null,
      drainMs: 30_000,
      maxStaleMs: 86_400_000,
    });
  });

  it('takes a variable set to nothing as unset', () => {
    expect(
      parseEnvironment({ PORT: '', DATABASE_URL: ' ', UNDERSTUDY_WORKERS: '', REDIS_URL: '' }).port,
    ).toBe(3000);
  });

  it('takes every documented variable', () => {
    const parsed = parseEnvironment({
      PORT: '0',
      HOST: '::1',
      DATABASE_URL: 'postgresql://u:p@db:5432/understudy',
      UNDERSTUDY_DATA_DIR: '/var/lib/under study',
      UNDERSTUDY_CONFIG: 'understudy.yaml',
      UNDERSTUDY_MASTER_KEY: key,
      UNDERSTUDY_ADMIN_EMAIL: 'Ada@Example.org',
      UNDERSTUDY_ADMIN_PASSWORD: 'correct horse battery',
      UNDERSTUDY_MANAGEMENT_KEY: 'a-management-key-of-some-length',
      UNDERSTUDY_ROLE: 'gateway',
      UNDERSTUDY_WORKERS: '1',
      UNDERSTUDY_DRAIN_SECONDS: '5',
      UNDERSTUDY_MAX_STALE_SECONDS: '60',
    });
    expect(parsed).toMatchObject({
      port: 0,
      host: '::1',
      dataDir: '/var/lib/under study',
      configFile: resolve('understudy.yaml'),
      admin: { email: 'ada@example.org', password: 'correct horse battery' },
      role: 'gateway',
      drainMs: 5_000,
      maxStaleMs: 60_000,
    });
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', '30e2'],
    ['HOST', 'no spaces'],
    ['UNDERSTUDY_ROLE', 'both'],
    ['UNDERSTUDY_DRAIN_SECONDS', '-1'],
    ['UNDERSTUDY_MAX_STALE_SECONDS', '0'],
    ['UNDERSTUDY_ADMIN_EMAIL', 'ada'],
  ])('names %s when it holds %j', (name, value) => {
    expect(refusal({ UNDERSTUDY_ADMIN_PASSWORD: 'correct horse battery', [name]: value })).toContain(name);
  });

  it.each([
    ['UNDERSTUDY_WORKERS', '2'],
    ['REDIS_URL', 'redis://127.0.0.1'],
  ])('refuses %s, which does nothing yet, instead of ignoring it', (name, value) => {
    expect(refusal({ [name]: value })).toMatch(new RegExp(`^${name} is not supported yet`));
  });

  it('says how to make the master key that DATABASE_URL needs', () => {
    const sentence = refusal({ DATABASE_URL: 'postgres://u:p@db/understudy' });
    expect(sentence).toMatch(/^UNDERSTUDY_MASTER_KEY is needed with DATABASE_URL.*openssl rand -base64 32$/);
  });

  it('wants both admin variables or neither', () => {
    expect(refusal({ UNDERSTUDY_ADMIN_EMAIL: 'ada@example.org' })).toContain(
      'UNDERSTUDY_ADMIN_PASSWORD is missing',
    );
  });

  it('reports every fault at once', () => {
    expect(refusal({ PORT: 'x', UNDERSTUDY_ROLE: 'x' }).split('\n')).toHaveLength(2);
  });

  it('never repeats a secret', () => {
    const secrets = {
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      UNDERSTUDY_MASTER_KEY: 'hunter2',
      UNDERSTUDY_ADMIN_EMAIL: 'ada@example.org',
      UNDERSTUDY_ADMIN_PASSWORD: 'hunter2',
      UNDERSTUDY_MANAGEMENT_KEY: 'hunter2',
      REDIS_URL: 'redis://:hunter2@cache',
    };
    const sentences = refusal(secrets);
    for (const name of Object.keys(secrets).filter((name) => name !== 'UNDERSTUDY_ADMIN_EMAIL')) {
      expect(sentences).toContain(name);
    }
    expect(sentences).not.toContain('hunter2');
  });
});
