import { afterEach, expect, it, vi } from 'vitest';
import { queryString, readApi, writeApi } from './api-client.ts';

afterEach(() => vi.unstubAllGlobals());

const answer = (status: number, body: string) => {
  const fetching = vi.fn(async () => new Response(body, { status }));
  vi.stubGlobal('fetch', fetching);
  return fetching;
};

it('repeats the name of a filter with several values and leaves empty ones out', () => {
  expect(queryString({ status: ['ok', 'error'], route: null, q: undefined, limit: 50 })).toBe(
    '?status=ok&status=error&limit=50',
  );
  expect(queryString({})).toBe('');
});

it('sends writes as JSON, which the server demands', async () => {
  const fetching = answer(200, '{"id":"vk_1"}');
  await expect(writeApi('POST', 'keys', { name: 'a' })).resolves.toEqual({ id: 'vk_1' });
  expect(fetching).toHaveBeenCalledWith('/api/console/keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"name":"a"}',
  });
});

it('keeps message, request id and fields of a refusal', async () => {
  answer(
    400,
    '{"error":{"code":"invalid","message":"Check it.","issues":[{"path":"name","message":"Taken."}],"request_id":"con_1"}}',
  );
  await expect(readApi('keys')).rejects.toMatchObject({
    code: 'invalid',
    message: 'Check it.',
    requestId: 'con_1',
    status: 400,
    issues: [{ path: 'name', message: 'Taken.' }],
  });
});

it('says so when no answer or no console answered', async () => {
  answer(502, '<html>bad gateway</html>');
  await expect(readApi('keys')).rejects.toMatchObject({ code: 'unreachable', status: 502 });
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('fetch failed');
  });
  await expect(readApi('keys')).rejects.toMatchObject({ code: 'unreachable', status: 0 });
});
