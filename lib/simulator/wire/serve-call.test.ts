import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { ask } from '../testing/ask.ts';
import type { OpenCall } from './call-log.ts';
import { type ServeDeps, serveCall } from './serve-call.ts';

it('answers 500 and writes down why when the simulator itself fails', async () => {
  const errors: unknown[] = [];
  const mistake = new Error('a mistake in the simulator');
  const deps: ServeDeps = {
    scenario: () => {
      throw mistake;
    },
    keepBody: () => {},
    nextId: () => 'id',
    now: () => 0,
    noteAnswerAsked: () => {},
    logError: (error) => errors.push(error),
  };
  const server = createServer((request, response) => {
    const call: OpenCall = {
      at: 0,
      startedMs: 0,
      method: 'POST',
      url: request.url ?? '',
      rawHeaders: [],
      scenario: '',
      dialect: null,
      operation: null,
      model: null,
      stream: false,
      body: null,
      bodyBytes: 0,
      isLogged: false,
      fault: null,
      abortedAfterMs: null,
      finishedAt: null,
      status: null,
    };
    serveCall({ request, response, call, timer: null, isBroken: false }, deps);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const reply = await ask(`http://127.0.0.1:${port}`, 'healthy', 'openai');
  server.close();
  expect([reply.status, JSON.parse(reply.body).error.type]).toEqual([500, 'server_error']);
  expect(errors).toEqual([mistake]);
});
