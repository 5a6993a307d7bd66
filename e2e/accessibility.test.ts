import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  CUT,
  DEADLINE_MS,
  describeInBrowser,
  expectSound,
  expectSoundInBoth,
  launch,
  NAME_LACKS,
  OVERFLOW,
  screenshot,
} from './browser.ts';
import { DeskProcess } from './desk-process.ts';
import { expectRows, makeDesk, nextWednesday, placeInMaster, send, setUp, signIn } from './people.ts';

const THEMES = ['dark', 'light'] as const;
const DESKTOP = { width: 1440, height: 900 };
const SIZES = [
  [1440, 900],
  [1920, 1080],
] as const;

describeInBrowser('Every screen in both themes: axe finds nothing, and the page itself never scrolls', () => {
  let desk: DeskProcess;
  let browser: Browser;
  /** The page of the last case, signed in: the next goes on with it. */
  let last: Page | undefined;

  beforeAll(async () => {
    [desk, browser] = await Promise.all([DeskProcess.create(), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  async function open(): Promise<Page> {
    const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce' });
    context.setDefaultTimeout(DEADLINE_MS);
    return context.newPage();
  }

  /** Goes there as a link does, without reading the desk anew. */
  async function goTo(page: Page, path: string): Promise<void> {
    await page.evaluate(`history.pushState(null, '', ${JSON.stringify(`/${path}`)})`);
    await page.locator('main:not(:has([aria-busy=true]))').waitFor();
  }

  /** The step closes by itself, on a slow machine before one gets to leave it. */
  async function leave(step: Locator): Promise<void> {
    const back = step.getByRole('button', { name: /^Back/ });
    await back.press('Escape', { timeout: 1000 }).catch(() => undefined);
    await step.waitFor({ state: 'detached' });
  }

  it('the door: first run and sign-in', async () => {
    const page = await open();
    await page.goto(desk.url);
    await page.getByRole('form', { name: 'Owner' }).waitFor();
    await expectSoundInBoth(page);
    await setUp(page);
    await page.getByRole('button', { name: 'Try it on the sandbox' }).waitFor();
    await page.getByRole('button', { name: 'Connect Zerodha' }).waitFor();
    await expectSoundInBoth(page);
    await makeDesk(page.context().request, desk.url, { owned: true });
    // A page that stays open goes on painting every price.
    await page.context().close();
    const door = await open();
    await door.goto(desk.url);
    await door.getByRole('form', { name: 'Sign in' }).waitFor();
    await expectSoundInBoth(door);
    await signIn(door, 'a wrong password');
    await door.getByRole('alert').first().waitFor();
    await expectSoundInBoth(door, 'sign-in');
    await door.context().close();
  });

  it("the desk's pages and dialogs", async () => {
    const page = await open();
    last = page;
    await page.goto(`${desk.url}/desk`);
    await signIn(page);
    await page.getByText('ARMED 3/3').waitFor();
    await page.getByRole('combobox', { name: 'Find instrument', exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('nifty ce');
    await page
      .getByRole('listbox')
      .getByRole('option', { name: /^NIFTY .* CE/ })
      .first()
      .waitFor();
    await expectSoundInBoth(page, 'search');
    await page.keyboard.press('Enter');
    await page.getByText('Goes to 4 of 4 accounts').waitFor();
    // While axe works a slow machine hears nothing of the desk, and takes no entry until it does again.
    const button = page
      .getByRole('form', { name: 'Order ticket' })
      .locator('button[type=submit]:not([aria-disabled=true])');
    const step = page.getByRole('group', { name: 'Send?' });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await button.press('Control+Enter');
      await step.waitFor();
      await expectSound(page, theme === 'light' ? 'colours' : 'everything');
      await screenshot(page, `send-${theme}`);
      await leave(step);
    }
    await button.press('Control+Enter');
    await send(page);
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toContain('✓3'));
    await expectSoundInBoth(page, 'desk');

    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByRole('treegrid').locator('[data-row]').first().focus();
    await page.keyboard.press('t');
    await page.getByText('Timeline', { exact: true }).waitFor();
    await expectSoundInBoth(page, 'orders');

    await page.keyboard.press('Escape');
    await page.getByRole('treegrid').locator('[data-row]').nth(1).focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await page.keyboard.type('why c1');
    await page
      .getByRole('option', { name: /^Why c1/ })
      .first()
      .waitFor();
    await expectSoundInBoth(page, 'palette');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/orders/*');
    await page.getByRole('list', { name: 'Events' }).waitFor();
    await expectSoundInBoth(page, 'order');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await expectSoundInBoth(page, 'keys');
    await page.keyboard.press('Escape');

    for (const tab of ['Trades', 'Holdings', 'Funds', 'Log']) {
      await goTo(page, `desk?tab=${tab.toLowerCase()}`);
      await page.getByRole('treegrid', { name: tab }).waitFor();
      await page.getByText('ARMED 3/3').waitFor();
      await expectSoundInBoth(page, `${tab.toLowerCase()}`);
    }
    await goTo(page, 'review');
    await page.getByText('Copies', { exact: true }).waitFor();
    await expectSoundInBoth(page, 'review');
    await goTo(page, 'scalper');
    await page.getByText(/^Q sends/).waitFor();
    await page.getByRole('button', { name: /^Keys LIVE/ }).click();
    await page.getByText('off after 60 s idle, Esc').waitFor();
    await expectSoundInBoth(page, 'scalper');
    for (const part of ['Look', 'Keys', 'Defaults', 'Confirming', 'API tokens', 'Devices', 'About']) {
      await goTo(page, `settings/${part === 'API tokens' ? 'tokens' : part.toLowerCase()}`);
      await page.getByRole('heading', { name: part }).waitFor();
      await expectSoundInBoth(page, `settings-${part.toLowerCase().replace(' ', '-')}`);
    }

    await page.getByRole('link', { name: 'Positions' }).click();
    await page.getByRole('treegrid', { name: 'Positions' }).locator('[data-row]').first().focus();
    await expectSoundInBoth(page);
    await page.keyboard.press('e');
    await page.getByRole('dialog').waitFor();
    await expectSoundInBoth(page, 'exit');
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Copy', exact: true }).click();
    await page.getByRole('region', { name: 'Link c1 sbx' }).waitFor();
    await expectSoundInBoth(page, 'copy');

    await page.getByRole('link', { name: /^Drift/ }).click();
    await page.getByText(/^No drift\./).waitFor();
    await expectSoundInBoth(page, 'drift');

    await page.getByRole('link', { name: /^Ready/ }).click();
    await page.getByText('4 of 4 ready').waitFor();
    await expectSoundInBoth(page, 'readiness');

    await page.getByRole('link', { name: /^Alerts/ }).click();
    await page.getByRole('tab', { name: /^Needs you/ }).waitFor();
    await expectSoundInBoth(page, 'alerts');

    await page.keyboard.press('Control+Alt+k');
    await page.getByRole('dialog', { name: 'Kill switch' }).waitFor();
    await expectSoundInBoth(page, 'kill-switch');
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: /^Accounts/ }).click();
    await page.getByRole('button', { name: 'Log out k2' }).waitFor();
    await expectSoundInBoth(page);
    await page.getByRole('button', { name: 'Add account' }).click();
    await page.getByRole('form', { name: 'New account' }).waitFor();
    await expectSoundInBoth(page, 'add-account');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Asha Rao' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).waitFor();
    await expectSoundInBoth(page);
  });

  it('takes the room of a larger screen, and keeps the theme that was chosen', async () => {
    const page = last;
    if (page === undefined) throw new Error('The case before opens the page.');
    await page.keyboard.press('Escape');
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      for (const path of [
        'desk',
        'orders',
        'positions',
        'copy',
        'drift',
        'readiness',
        'alerts',
        'accounts',
        'log',
        'review',
        'scalper',
        'settings/keys',
      ]) {
        await goTo(page, path);
        await page.getByText('ARMED 3/3').first().waitFor();
        expect(await page.evaluate(OVERFLOW), `a scrollbar at /${path}, ${width}×${height}`).toBe(false);
      }
      await screenshot(page, `accounts-${width}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${desk.url}/desk`);
    await page.getByRole('treegrid', { name: 'Orders' }).locator('[data-row]').first().waitFor();
    expect(await page.evaluate(CUT), 'cut in the blotter at 1440').toEqual([]);
    await page.getByRole('tab', { name: /^Positions/ }).click();
    await page.getByRole('treegrid', { name: 'Positions' }).locator('[data-row]').first().waitFor();
    expect(await page.evaluate(CUT), 'cut in the positions at 1440').toEqual([]);
    expect(await page.evaluate(NAME_LACKS), 'room for the longest name').toBe(0);

    await page.setViewportSize({ width: 1100, height: 800 });
    const ticket = page.getByRole('complementary', { name: 'Ticket' });
    await ticket.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Ticket', exact: true }).click();
    await ticket.getByRole('form', { name: 'Order ticket' }).waitFor();
    await expectSound(page);
    await ticket.getByLabel(/^Lots|^Quantity/).press('Escape');
    await ticket.waitFor({ state: 'hidden' });
    await page.keyboard.press('s');
    await ticket.waitFor();
    expect(await ticket.getByRole('radio', { name: 'Sell' }).isChecked()).toBe(true);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1440, height: 900 });

    await page.getByRole('button', { name: 'Asha Rao' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.reload();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(11, 14, 19)');
  });

  it('from three o’clock says what is open intraday, who closes it when, and closes it by holding', async () => {
    const page = await open();
    await page.goto(desk.url);
    await signIn(page);
    await page
      .getByText(/ARMED \d\/3/)
      .first()
      .waitFor();
    await makeAfternoon(page);
    const found = await page.request.get(`${desk.url}/api/instruments?q=reliance&limit=1`);
    const { items } = (await found.json()) as { items: { id: string }[] };
    await placeInMaster(page, desk.url, { instrumentId: items[0]?.id, quantity: 3, product: 'I' });
    const strip = page.getByRole('region', { name: 'Intraday positions' });
    await strip.waitFor();
    await expect
      .poll(() => strip.innerText(), { timeout: 30_000 })
      .toMatch(
        /4 intraday positions in 4 accounts sbx\. Copydesk closes them at 15:10, brokers about 15:\d\d\./,
      );
    // The frame, with the strip, is there before the page in it.
    await page.getByRole('heading', { level: 1, name: 'Desk' }).waitFor({ state: 'attached' });
    await expectSound(page);
    await screenshot(page, 'intraday');
    await strip.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('dialog', { name: 'Keep over the close' }).getByText('RELIANCE NSE').waitFor();
    await page.keyboard.press('Escape');
    await strip.getByRole('button', { name: /^Hold to square off 4/ }).focus();
    await page.keyboard.down('Enter');
    // What is said of it may be gone as soon as everything is out.
    await strip.waitFor({ state: 'detached', timeout: 60_000 });
    await page.keyboard.up('Enter');
    await page.context().close();
  });

  /** Two minutes past three on a trading day, by the venue's clock; the logins of the day before are over then. */
  async function makeAfternoon(page: Page): Promise<void> {
    const { control } = (await (await page.request.get(`${desk.url}/api/sandbox`)).json()) as {
      control: string;
    };
    const headers = { origin: desk.url, 'content-type': 'application/json' };
    // A Wednesday that is no holiday, within the days of this page's sign-in.
    await page.request.post(`${control}/clock`, { data: { now: nextWednesday() } });
    await page.request.post(`${control}/market`, { data: { open: 'calendar' } });
    const { items } = (await (await page.request.get(`${desk.url}/api/accounts`)).json()) as {
      items: { id: string; broker: string; clientId: string }[];
    };
    for (const { id, broker, clientId } of items) {
      const made = await page.request.post(`${control}/clients`, {
        data: { broker: broker.replace('-sandbox', ''), client: clientId },
      });
      const { accessToken } = (await made.json()) as { accessToken: string };
      const put = await page.request.put(`${desk.url}/api/accounts/${id}/session`, {
        headers,
        data: { accessToken },
      });
      expect(put.status(), await put.text()).toBe(200);
    }
  }
});
