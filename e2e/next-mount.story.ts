import { expect, test } from '@playwright/test';
import OpenAI from 'openai';
import { startUnderstudy, type Understudy } from './understudy.ts';

/* The same core behind Next's own route handlers, as `UNDERSTUDY_ROLE=console` serves it. */

let understudy: Understudy;
let client: OpenAI;
const messages = [{ role: 'user' as const, content: 'Hello' }];

test.beforeAll(async () => {
  understudy = await startUnderstudy({ UNDERSTUDY_ROLE: 'console' });
  const { url, demoKey } = understudy;
  client = new OpenAI({ baseURL: `${url}/v1`, apiKey: demoKey, maxRetries: 0, timeout: 20_000 });
});

test.afterAll(() => understudy?.stop());

test('the OpenAI SDK gets the answer of the fallback, whole and streamed', async () => {
  const { data, response } = await client.chat.completions.create({ model: 'demo', messages }).withResponse();
  expect(response.headers.get('x-understudy-provider')).toBe('sim-fallback');
  expect(response.headers.get('x-understudy-failovers')).toBe('1');

  let text = '';
  for await (const chunk of await client.chat.completions.create({ model: 'demo', messages, stream: true }))
    text += chunk.choices[0]?.delta.content ?? '';
  expect(text).toBe(data.choices[0]?.message.content);
});

test('errors and unknown paths are answered by the core, as JSON', async () => {
  await expect(client.chat.completions.create({ model: 'nobody', messages })).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
  });
  const reply = await fetch(`${understudy.url}/v1/nothing`);
  expect(reply.status).toBe(404);
  expect(await reply.json()).toMatchObject({ error: { code: 'not_found' } });
  expect((await fetch(`${understudy.url}/readyz`)).status).toBe(200);
});
