import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  describeInBrowser,
  expectSoundInBoth,
  launch,
  OVERFLOW,
  openPhone,
  SMALL,
  screenshot,
} from './browser.ts';
import { DeskProcess } from './desk-process.ts';
import { buyTwoLots, makeDesk, signIn } from './people.ts';

describeInBrowser('On a phone', () => {
  let desk: DeskProcess;
  let browser: Browser;

  beforeAll(async () => {
    [desk, browser] = await Promise.all([DeskProcess.create(), launch()]);
    const owner = await browser.newContext();
    await makeDesk(owner.request, desk.url);
    await owner.close();
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  /** On a phone every page is looked at in each theme. */
  async function soundOnPhone(page: Page): Promise<void> {
    await expectSoundInBoth(page);
    expect(await page.evaluate(SMALL), `too small for a thumb at ${page.url()}`).toEqual([]);
  }

  it('no page overflows, axe finds nothing in either theme, and a position is left by touch', async () => {
    const page = await openPhone(browser);
    await page.goto(desk.url);
    await page.getByRole('form', { name: 'Sign in' }).waitFor();
    await soundOnPhone(page);
    await signIn(page);
    await page.waitForURL('**/positions');
    await buyTwoLots(page, desk.url);
    const half = page.getByRole('button', { name: /^Exit half of NIFTY/ }).first();
    await half.waitFor();
    await soundOnPhone(page);
    await screenshot(page, 'phone-positions');

    const held = await page.getByRole('list', { name: 'Positions' }).innerText();
    await half.tap();
    const dialog = page.getByRole('dialog', { name: /^Exit NIFTY/ });
    const sell = dialog.getByRole('button', { name: /^Exit \d/ });
    await sell.waitFor();
    await soundOnPhone(page);
    await sell.tap();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(async () => page.getByRole('list', { name: 'Positions' }).innerText()).not.toBe(held);

    await page.getByRole('button', { name: 'Kill' }).tap();
    await page.getByRole('dialog', { name: 'Kill switch' }).waitFor();
    await soundOnPhone(page);
    await page.keyboard.press('Escape');
    for (const name of ['Orders', 'Alerts', 'Ready', 'More']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).tap();
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      await page
        .getByText(/ARMED \d\/3/)
        .first()
        .waitFor();
      await soundOnPhone(page);
      await screenshot(page, `phone-${name.toLowerCase()}`);
    }
    await page.goto(`${desk.url}/desk`);
    await page.getByRole('combobox', { name: 'Add to the list' }).fill('nifty ce');
    await page
      .getByRole('option', { name: /^NIFTY .* CE/ })
      .first()
      .tap();
    await page
      .getByRole('button', { name: /^Chart NIFTY .* CE/ })
      .first()
      .tap();
    await page.waitForURL('**/desk?view=chart');
    const candles = page.getByRole('group', { name: /^Candles/ });
    await candles.getByRole('listitem').first().waitFor();
    await soundOnPhone(page);
    await screenshot(page, 'phone-chart');
    await page.reload();
    await candles.waitFor();
    for (const path of [
      'desk',
      'desk?view=chain',
      'desk?view=book',
      'copy',
      'drift',
      'accounts',
      'review',
      'log',
      'settings/keys',
    ]) {
      await page.goto(`${desk.url}/${path}`);
      await page
        .getByText(/ARMED \d\/3/)
        .first()
        .waitFor();
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      expect(await page.evaluate(OVERFLOW), `a scrollbar at /${path} on a phone`).toBe(false);
      expect(await page.evaluate(SMALL), `too small for a thumb at /${path}`).toEqual([]);
    }
    await page.goto(`${desk.url}/desk?tab=trades`);
    await page.getByRole('tab', { name: 'Trades' }).waitFor();
    await page.context().close();
  });

  it('a page that is zoomed to twice its size keeps everything in reach', async () => {
    // A screen of 1440 by 900, each of its pixels twice as large.
    const context = await browser.newContext({
      viewport: { width: 720, height: 450 },
      deviceScaleFactor: 2,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(desk.url);
    await signIn(page);
    await page.waitForURL('**/positions');
    for (const path of ['desk', 'orders', 'positions', 'copy', 'readiness', 'settings/look']) {
      await page.goto(`${desk.url}/${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      await page
        .getByText(/ARMED \d\/3/)
        .first()
        .waitFor();
      expect(await page.evaluate(OVERFLOW), `a scrollbar at /${path}, zoomed`).toBe(false);
      const kill = await page.getByRole('button', { name: 'Kill' }).boundingBox();
      expect(
        (kill?.x ?? 720) + (kill?.width ?? 0),
        `the kill switch at /${path}, zoomed`,
      ).toBeLessThanOrEqual(720);
    }
    await context.close();
  });
});
