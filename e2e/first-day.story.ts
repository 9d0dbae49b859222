import { expect, type Page, test } from '@playwright/test';
import OpenAI from 'openai';
import { type Simulator, startSimulator } from '../lib/simulator/start-simulator.ts';
import { startUnderstudy, type Understudy } from './understudy.ts';

/*
 * The first day of a platform engineer, in one story: set up, sign in, two providers, a chain, a key, a call that fails
 * over, its waterfall, and the key's end. The providers are simulated; everything else is what a user runs.
 */

const owner = { name: 'Ada Lovelace', email: 'ada@example.org', password: 'a long enough passphrase' };

let understudy: Understudy;
let simulator: Simulator;
let page: Page;
let secret = '';

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  [understudy, simulator] = await Promise.all([startUnderstudy(), startSimulator()]);
  page = await browser.newPage({ baseURL: understudy.url });
});

test.afterAll(async () => {
  await page?.close();
  await Promise.all([understudy?.stop(), simulator?.stop()]);
});

const client = () =>
  new OpenAI({ baseURL: `${understudy.url}/v1`, apiKey: secret, maxRetries: 0, timeout: 20_000 });
const messages = [{ role: 'user' as const, content: 'Is the show going on?' }];

test('the one-time link makes the owner and opens the console', async () => {
  await page.goto(understudy.setupLink);
  await page.getByLabel('Your name').fill(owner.name);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Create owner' }).click();
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
});

test('the link is dead after its use', async () => {
  await page.goto(understudy.setupLink);
  await expect(page.getByLabel('Your name')).toHaveCount(0);
  const again = await page.request.post('/api/console/setup', {
    headers: { origin: understudy.url },
    data: {
      ...owner,
      email: 'eve@example.org',
      token: new URL(understudy.setupLink).searchParams.get('token'),
    },
  });
  expect(again.ok()).toBe(false);
});

test('the owner signs out, is kept out, and signs in again', async () => {
  await page.goto('/overview');
  await page.getByRole('button', { name: /Ada Lovelace|account/i }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await page.goto('/keys');
  await expect(page).toHaveURL(/\/sign-in/);
  expect((await page.request.get('/api/console/keys')).status()).toBe(401);

  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password').fill('not the passphrase');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Keys', level: 1 })).toBeVisible();
});

for (const [name, scenario] of [
  ['star', 'down'],
  ['understudy', 'healthy'],
] as const)
  test(`the provider "${name}" is tested on its unsaved values, then added`, async () => {
    await page.goto('/providers');
    await page.getByRole('button', { name: 'Add provider' }).first().click();
    // The note that it was added is a dialog too.
    const dialog = page.getByRole('dialog', { name: 'Add a provider' });
    await dialog.getByRole('combobox', { name: 'Adapter' }).click();
    await page.getByRole('option', { name: 'OpenAI-compatible' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('textbox', { name: 'Base URL' }).fill(`${simulator.origin}/${scenario}/openai/v1`);
    await dialog.getByRole('textbox', { name: 'Secret' }).fill('sk-simulated-secret-0042');
    await dialog.getByRole('checkbox', { name: /private or loopback/ }).click();
    await dialog.getByRole('button', { name: 'Test these values' }).click();
    await expect(dialog.getByText(scenario === 'down' ? /HTTP 503 after/ : / ms/).first()).toBeVisible();
    await dialog.getByRole('button', { name: 'Add provider' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
    await expect(page.locator('body')).not.toContainText('sk-simulated-secret-0042');
  });

test('a chain is made of both, reordered by keyboard, and reads as a sentence', async () => {
  await page.goto('/routes/new');
  await page.getByRole('textbox', { name: 'Name' }).fill('chat');
  for (const target of ['understudy/sim-small', 'star/sim-large']) {
    await page.getByRole('combobox', { name: 'Add a target' }).fill(target);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: `Move ${target} up` })).toBeVisible();
  }
  await page.getByRole('button', { name: /Move star\/sim-large up/ }).click();
  await page.getByRole('button', { name: 'Create route' }).click();
  await expect(page).toHaveURL(/\/routes\/route_/);
  await page.goto('/routes');
  await expect(page.getByText(/star\/sim-large,? then understudy\/sim-small/).first()).toBeVisible();
});

test('a key is shown once, in a dialog that does not close by accident', async () => {
  await page.goto('/keys');
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('support-bot');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const shown = page.getByRole('dialog', { name: 'The secret of support-bot' });
  secret = (await shown.getByLabel('Secret', { exact: true }).textContent()) ?? '';
  expect(secret).toMatch(/^us_[\w-]{20,}$/);
  await page.keyboard.press('Escape');
  await expect(shown).toBeVisible();
  await shown.getByRole('checkbox', { name: 'I have stored the secret' }).click();
  await shown.getByRole('button', { name: 'Done' }).click();
  await expect(shown).toBeHidden();
  await page.reload();
  await expect(page.getByText('support-bot').first()).toBeVisible();
  await expect(page.locator('body')).not.toContainText(secret);
});

test('the unchanged OpenAI SDK gets the answer of the fallback, whole and streamed', async () => {
  // A new key and a new route are known to the gateway within a second.
  await expect
    .poll(() =>
      client()
        .models.list()
        .then((models) => models.data.map(({ id }) => id))
        .catch(() => []),
    )
    .toContain('chat');
  const { data, response } = await client()
    .chat.completions.create({ model: 'chat', messages })
    .withResponse();
  expect(data.choices[0]?.message.content).toContain('simulated');
  expect(response.headers.get('x-understudy-provider')).toBe('understudy');
  expect(response.headers.get('x-understudy-failovers')).toBe('1');

  let text = '';
  const stream = await client().chat.completions.create({ model: 'chat', messages, stream: true });
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  expect(text).toBe(data.choices[0]?.message.content);
});

test('the request is a waterfall: what failed, why, who answered, and what it cost', async () => {
  await page.goto('/requests');
  const row = page.locator('[data-request]').last();
  await expect(row).toContainText('chat');
  await row.getByRole('link').first().click();
  await expect(page.getByText('star/sim-large', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('HTTP 503', { exact: false }).first()).toBeVisible();
  await expect(page.getByText('understudy/sim-small', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('Failover').first()).toBeVisible();
  await expect(page.getByText(/star\/sim-large .*understudy\/sim-small answered/).first()).toBeVisible();
});

test('the failover is one structured line in the log', async () => {
  const line = understudy
    .output()
    .split('\n')
    .find((text) => text.includes('"event":"failover"'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    event: 'failover',
    route: 'chat',
    primary: 'star/sim-large',
    fallback: 'understudy/sim-small',
    trigger: 'attempt',
    error_kind: 'overloaded',
  });
});

test('a revoked key is refused within a second, and the console says what that breaks', async () => {
  await page.goto('/keys');
  await page.getByRole('button', { name: 'Actions for support-bot' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('last used');
  await dialog.getByRole('button', { name: 'Revoke key' }).click();
  await expect
    .poll(() =>
      client()
        .models.list()
        .then(() => 200)
        .catch((error: { status?: number }) => error.status),
    )
    .toBe(401);
});
