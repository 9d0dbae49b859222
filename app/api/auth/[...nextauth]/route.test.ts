import { NextRequest } from 'next/server';
import { expect, it, vi } from 'vitest';

const nextAuth = vi.hoisted(() => vi.fn(async (request: Request) => new Response(await request.text())));
vi.mock('next-auth', () => ({ default: nextAuth }));
vi.mock('#lib/runtime/console-root.ts', () => ({ consoleRoot: async () => ({ authOptions: () => ({}) }) }));
const { POST, GET } = await import('./route.ts');

const call = { params: Promise.resolve({ nextauth: ['callback', 'credentials'] }) };
const form = (body: string) =>
  new NextRequest('http://console.test/api/auth/callback/credentials', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://console.test' },
    body,
  });

it('hands a form on as it came', async () => {
  const answer = await POST(form('email=ada%40example.org'), call);
  expect(await answer.text()).toBe('email=ada%40example.org');
  const [request] = nextAuth.mock.lastCall ?? [];
  expect(request?.method).toBe('POST');
  expect(request?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
  expect((await GET(new NextRequest('http://console.test/api/auth/session'), call)).status).toBe(200);
});

it('reads no more of a body than a form can be', async () => {
  nextAuth.mockClear();
  expect((await POST(form('x'.repeat(64 * 1024 + 1)), call)).status).toBe(413);
  expect(nextAuth).not.toHaveBeenCalled();
});
