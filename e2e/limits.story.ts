import { AxeBuilder } from '@axe-core/playwright';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { startUnderstudy, type Understudy } from './understudy.ts';

/*
 * An operator hands out money: a team with a budget, a key in it with a budget that one call uses up, a provider with one.
 * The key is refused with the words that say which budget and when it renews, and the console shows it spent.
 */

const owner = { email: 'ada@example.org', password: 'a long enough passphrase' };
const target = 'sim-fallback/sim-small';
let understudy: Understudy;
let page: Page;
let secret = '';

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
    headers: { authorization: `Bearer ${secret}` },
    // So long that a handful of calls uses up the budget, whatever is put aside for an answer.
    data: { model: target, max_tokens: 5, messages: [{ role: 'user', content: 'Hello '.repeat(700) }] },
  });
const accessible = async () => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

test('a team is made with a budget and a rate, and shows both', async () => {
  await page.goto('/teams');
  await expect(page.getByText('No team yet')).toBeVisible();
  await page.getByRole('button', { name: 'Create team' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Create a team' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('support');
  await dialog.getByRole('button', { name: 'Set a budget' }).click();
  await dialog.getByRole('button', { name: 'Create team' }).click();
  await expect(dialog.getByText('Give an amount in USD.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Budget 1: amount in USD' }).fill('200');
  await dialog.getByRole('textbox', { name: 'Requests', exact: true }).fill('600');
  await accessible();
  await dialog.getByRole('button', { name: 'Create team' }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole('row', { name: /support/ });
  await expect(row).toContainText('$0.00 of $200.00 a month');
  await expect(row).toContainText('600 requests a minute');
});

test('a key of the team gets a budget of its own that few calls fit in', async () => {
  await page.goto('/keys');
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Create a key' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('support-bot');
  await dialog.getByRole('combobox', { name: 'May call' }).fill('sim-small');
  await page.getByRole('option', { name: target }).click();
  await dialog.getByRole('combobox', { name: 'Team' }).fill('support');
  await page.getByRole('option', { name: 'support' }).click();
  await dialog.getByRole('button', { name: 'Set a budget' }).click();
  await dialog.getByRole('textbox', { name: 'Budget 1: amount in USD' }).fill('0.0006');
  await accessible();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const shown = page.getByRole('dialog', { name: 'The secret of support-bot' });
  secret = (await shown.getByLabel('Secret', { exact: true }).textContent()) ?? '';
  await shown.getByRole('checkbox', { name: 'I have stored the secret' }).click();
  await shown.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row', { name: /support-bot/ })).toContainText('$0.00 of $0.0006 a month');
});

test('once it is spent calls are refused, saying which budget and when it renews', async ({ request }) => {
  // A new key is known to the gateway within a second.
  await expect.poll(async () => (await call(request)).status(), { timeout: 10_000 }).toBe(200);
  await expect.poll(async () => (await call(request)).status(), { timeout: 10_000 }).toBe(402);
  const refused = await call(request);
  const { error } = await refused.json();
  expect(error.code).toBe('budget_exceeded');
  expect(error.message).toContain('support-bot');
  expect(Number(refused.headers()['retry-after'])).toBeGreaterThan(0);
});

test('the console shows what was spent, on the key and on its team', async () => {
  await page.goto('/keys');
  const row = page.getByRole('row', { name: /support-bot/ });
  await expect
    .poll(
      async () => {
        await page.reload();
        await expect(row).toBeVisible();
        return row.textContent();
      },
      { timeout: 20_000 },
    )
    .toMatch(/\$0\.000[1-6]\d* of \$0\.0006 a month/);
  await page.goto('/teams');
  await expect(page.getByRole('row', { name: /support/ })).toContainText(/<1%/);
});

test('a raised budget lets calls through again within a second or two', async ({ request }) => {
  await page.goto('/keys');
  await page.getByRole('button', { name: 'Actions for support-bot' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit support-bot' });
  await dialog.getByRole('textbox', { name: 'Budget 1: amount in USD' }).fill('5');
  await dialog.getByRole('button', { name: 'Save key' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await call(request)).status(), { timeout: 10_000 }).toBe(200);
});

test('a provider and the organisation get a budget, and a team with keys is not deleted', async () => {
  await page.goto('/providers');
  await page.getByRole('button', { name: 'Actions for sim-fallback' }).click();
  await page.getByRole('menuitem', { name: 'Budget' }).click();
  const ofProvider = page.getByRole('dialog', { name: 'Budget of sim-fallback' });
  await ofProvider.getByRole('button', { name: 'Set a budget' }).click();
  await ofProvider.getByRole('textbox', { name: 'Budget 1: amount in USD' }).fill('12.5');
  await ofProvider.getByRole('button', { name: 'Save budget' }).click();
  await expect(page.getByRole('listitem', { name: 'sim-fallback' })).toContainText('of $12.50 a month');
  await page.goto('/teams');
  await page.getByRole('button', { name: 'Edit the organisation budget' }).click();
  const everybodys = page.getByRole('dialog', { name: 'Organisation budget' });
  await everybodys.getByRole('button', { name: 'Set a budget' }).click();
  await everybodys.getByRole('textbox', { name: 'Budget 1: amount in USD' }).fill('5000');
  await everybodys.getByRole('button', { name: 'Save budget' }).click();
  await expect(page.getByRole('region', { name: 'Organisation budget' })).toContainText(
    'of $5,000.00 a month',
  );
  await page.getByRole('button', { name: 'Actions for support' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const confirm = page.getByRole('alertdialog');
  await confirm.getByRole('button', { name: 'Delete team' }).click();
  await expect(confirm).toContainText('key support-bot belongs to it');
});

for (const mode of ['light', 'dark'] as const)
  test(`the pages with budgets are accessible and fit a phone, ${mode}`, async () => {
    await page.emulateMedia({ colorScheme: mode });
    for (const path of ['/teams', '/keys', '/providers']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await accessible();
      await page.setViewportSize({ width: 375, height: 740 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 1280, height: 860 });
    }
  });
