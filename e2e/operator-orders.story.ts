import { AxeBuilder } from '@axe-core/playwright';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { startUnderstudy, type Understudy } from './understudy.ts';

/*
 * An operator in an outage: sees the circuit of a dead primary open, takes its fallback out by hand, sees the route
 * refuse, lifts the order, and finds all of it in the history.
 */

const owner = { email: 'ada@example.org', password: 'a long enough passphrase' };
const primary = 'sim-primary/sim-large';
const fallback = 'sim-fallback/sim-small';
let understudy: Understudy;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  understudy = await startUnderstudy({
    UNDERSTUDY_ADMIN_EMAIL: owner.email,
    UNDERSTUDY_ADMIN_PASSWORD: owner.password,
  });
  const context = await browser.newContext({ baseURL: understudy.url, reducedMotion: 'reduce' });
  page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
});

test.afterAll(async () => {
  await page?.close();
  await understudy?.stop();
});

const call = (request: APIRequestContext) =>
  request.post(`${understudy.url}/v1/chat/completions`, {
    headers: { authorization: `Bearer ${understudy.demoKey}` },
    data: { model: 'demo', messages: [{ role: 'user', content: 'Hello' }] },
  });
const row = (target: string) => page.getByRole('listitem', { name: target, exact: true });

test('the circuit of a primary that is down is open, with why and when it is probed', async ({ request }) => {
  for (let count = 0; count < 3; count += 1) expect((await call(request)).status()).toBe(200);
  await page.goto('/health');
  await expect(row(primary)).toContainText('Overloaded');
  await expect(row(primary)).toContainText('next probe in');
  await expect(row(fallback)).toContainText('Closed');
});

test('a circuit that is forced open takes no call, and says who ordered it and why', async ({ request }) => {
  await row(fallback).getByRole('button', { name: 'Force open' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await dialog.getByRole('radio', { name: 'For 1 hour' }).click();
  await dialog.getByLabel('Why').fill('their status page says so');
  await dialog.getByRole('button', { name: 'Force open' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row(fallback).getByText('Forced open', { exact: true })).toBeVisible();
  await expect(row(fallback)).toContainText('their status page says so');
  // The primary is still tried in panic, the forced one never.
  const refused = await call(request);
  expect(refused.status()).toBe(503);
  const { error } = await refused.json();
  expect(JSON.stringify(error.understudy.skipped)).toContain('circuit_open');
  expect(error.understudy.attempts.map(({ provider }: { provider: string }) => provider)).not.toContain(
    'sim-fallback',
  );
});

for (const mode of ['light', 'dark'] as const)
  test(`the page in trouble is accessible and fits a phone, ${mode}`, async () => {
    await page.emulateMedia({ colorScheme: mode });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.setViewportSize({ width: 375, height: 740 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 860 });
  });

test('lifting it brings the traffic back, and the history tells all of it', async ({ request }) => {
  await row(fallback).getByRole('button', { name: 'Lift' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Lift the order' }).click();
  await expect(row(fallback).getByText('Forced open', { exact: true })).toHaveCount(0);
  await expect.poll(async () => (await call(request)).status(), { timeout: 20_000 }).toBe(200);
  await row(fallback).getByRole('link', { name: 'its history' }).click();
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByText('“their status page says so”')).toBeVisible();
  await expect(history.getByText('Lifted by an operator')).toBeVisible();
  await expect(history.getByText('Overloaded')).toHaveCount(0);
});
