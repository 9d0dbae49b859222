import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { startUnderstudy, type Understudy } from './understudy.ts';

/* Every page, with the seeded demo's data: accessible in light and dark, whole at 375 px, quiet in the console. */

const owner = { email: 'ada@example.org', password: 'a long enough passphrase' };
let understudy: Understudy;
let page: Page;
const complaints: string[] = [];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  understudy = await startUnderstudy({
    UNDERSTUDY_ADMIN_EMAIL: owner.email,
    UNDERSTUDY_ADMIN_PASSWORD: owner.password,
  });
  const context = await browser.newContext({ baseURL: understudy.url, reducedMotion: 'reduce' });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
  });
});

test.afterAll(async () => {
  await page?.close();
  await understudy?.stop();
});

test('the demo line of the first boot is answered by the fallback', async ({ request }) => {
  const answer = await request.post(`${understudy.url}/v1/chat/completions`, {
    headers: { authorization: `Bearer ${understudy.demoKey}` },
    data: { model: 'demo', messages: [{ role: 'user', content: 'Hello' }] },
  });
  expect(answer.status()).toBe(200);
  expect(answer.headers()['x-understudy-provider']).toBe('sim-fallback');
  expect(Number(answer.headers()['x-understudy-failovers'])).toBe(1);
});

const pages = [
  '/overview',
  '/requests',
  '/health',
  '/spend',
  '/routes',
  '/routes/new',
  '/providers',
  '/keys',
  '/teams',
];

async function settled(path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  // Until its fonts are there a page is drawn in others, wider ones among them.
  await page.evaluate(() => document.fonts.ready);
}

async function expectAccessible(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(found, page.url()).toEqual([]);
}

for (const mode of ['light', 'dark'] as const) {
  test(`the sign-in page is accessible, ${mode}`, async () => {
    await page.emulateMedia({ colorScheme: mode });
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await expectAccessible();
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password').fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  });

  for (const path of pages)
    test(`${path} is accessible, ${mode}`, async () => {
      await settled(path);
      await expectAccessible();
    });

  test(`a request, a route and a dialog are accessible, ${mode}`, async () => {
    await settled('/requests');
    await page.locator('[data-request] a').first().click();
    await expect(page).toHaveURL(/\/requests\/req_/);
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await expectAccessible();
    await settled('/routes');
    await page.getByRole('link', { name: 'demo' }).first().click();
    await expect(page).toHaveURL(/\/routes\/route_/);
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await expectAccessible();
    await settled('/keys');
    await page.getByRole('button', { name: 'Create key' }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible();
    await page.keyboard.press('Escape');
  });
}

test('no page is wider than a phone of 375 px', async () => {
  await page.setViewportSize({ width: 375, height: 740 });
  for (const path of pages) {
    await settled(path);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});

test('no page complained', () => {
  expect(complaints).toEqual([]);
});
