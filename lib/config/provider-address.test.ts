import { describe, expect, it } from 'vitest';
import { adapterIds, adapters } from '#lib/gateway/adapters/index.ts';
import { checkProviderAddress } from './provider-address.ts';

const check = (adapter: keyof typeof adapters, allow_private_network: boolean) =>
  checkProviderAddress({ adapter, allow_private_network }, adapters[adapter].defaultBaseUrl);

describe('checkProviderAddress', () => {
  it('asks for leave to call the documented address of Ollama, which is on this machine', () => {
    expect(check('ollama', false)).toMatchObject({
      field: 'base_url',
      message: expect.stringContaining('loopback'),
    });
    expect(check('ollama', true)).toBeNull();
  });

  it('takes every other adapter by its documented address, and asks for one where there is none', () => {
    for (const id of adapterIds.filter((each) => each !== 'ollama')) {
      const problem = check(id, false);
      if (adapters[id].defaultBaseUrl === null) {
        expect(problem).toEqual({ field: 'base_url', message: `is required for the adapter ${id}` });
      } else expect(problem).toBeNull();
    }
  });
});
