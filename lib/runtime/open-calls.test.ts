import { expect, it } from 'vitest';
import type { GatewayCall, GatewayReply } from '#lib/gateway/gateway-call.ts';
import { watchCalls } from './open-calls.ts';

const call: GatewayCall = {
  method: 'GET',
  path: '/',
  headers: {},
  readBody: async () => new Uint8Array(),
  signal: new AbortController().signal,
};
const long = 60_000;

const replying = (body: GatewayReply['body']) =>
  watchCalls(async () => ({ status: 200, headers: { a: 'b' }, body }));

async function* inTurn(bytes: readonly number[]) {
  for (const byte of bytes) yield new Uint8Array([byte]);
}

const chunks = (reply: GatewayReply): AsyncIterator<Uint8Array> => {
  if (reply.body instanceof Uint8Array) throw new Error('This is a whole body.');
  return reply.body[Symbol.asyncIterator]();
};

/** Whether a promise is settled once everything that is due has run. */
const isSettled = async (promise: Promise<void>): Promise<boolean> => {
  const later = new Promise<'open'>((resolve) => setImmediate(() => resolve('open')));
  return (await Promise.race([promise, later])) !== 'open';
};

it('has nothing to wait for without a call, after a whole answer and after a failure', async () => {
  const whole = replying(new Uint8Array([1]));
  expect(await isSettled(whole.settled(long))).toBe(true);
  expect(await whole.handle(call)).toEqual({ status: 200, headers: { a: 'b' }, body: new Uint8Array([1]) });
  expect(await isSettled(whole.settled(long))).toBe(true);

  const failing = watchCalls(() => Promise.reject(new Error('no')));
  await expect(failing.handle(call)).rejects.toThrow('no');
  expect(await isSettled(failing.settled(long))).toBe(true);
});

it('waits for a body that is read to its end', async () => {
  const watched = replying(inTurn([1, 2]));
  const body = chunks(await watched.handle(call));
  expect((await body.next()).value).toEqual(new Uint8Array([1]));
  const settled = watched.settled(long);
  expect(await isSettled(settled)).toBe(false);
  await body.next();
  expect(await isSettled(settled)).toBe(false);
  expect((await body.next()).done).toBe(true);
  await settled;
});

it('waits until a body that is left has tidied up, which it passes on', async () => {
  const { promise: tidied, resolve: tidy } = Promise.withResolvers<void>();
  const never = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<never>(() => {}),
      async return() {
        await tidied;
        return { done: true as const, value: undefined };
      },
    }),
  };
  const watched = replying(never);
  const body = chunks(await watched.handle(call));
  const left = body.return?.();
  const settled = watched.settled(long);
  expect(await isSettled(settled)).toBe(false);
  tidy();
  await Promise.all([left, settled]);
});

it('counts a body that breaks as ended, once', async () => {
  const broken = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('broken')) }),
  };
  const watched = replying(broken);
  const body = chunks(await watched.handle(call));
  const other = chunks(await watched.handle(call));
  await expect(body.next()).rejects.toThrow('broken');
  await body.return?.();
  expect(await isSettled(watched.settled(long))).toBe(false);
  await other.return?.();
  expect(await isSettled(watched.settled(long))).toBe(true);
});

it('waits no longer than it is told', async () => {
  const watched = replying(inTurn([1]));
  await watched.handle(call);
  await watched.settled(1);
});
