import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, expectSound, launch, screenshot } from './browser.ts';
import { DeskProcess } from './desk-process.ts';
import { expectRows, makeDesk, send, setUp, signIn } from './people.ts';

const THEMES = ['dark', 'light'] as const;
const SIZES = [
  [1440, 900],
  [1920, 1080],
] as const;

/** What is cut in the Desk's lower tables. */
const CUT = `[...document.querySelectorAll('[data-key=blotter] :is(td, th)')]
  .filter((cell) => cell.textContent !== '' && cell.scrollWidth > cell.clientWidth + 1)
  .map((cell) => cell.textContent)`;

const OVERFLOW =
  'document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth';
/** What is smaller than 44 px; a link within a sentence may be. */
const SMALL = `[...document.querySelectorAll('button, select, input:not([type=checkbox], [type=radio]), [role=tab], nav a')]
  .filter((one) => one.checkVisibility() && Math.min(one.offsetWidth, one.offsetHeight) < 44)
  .map((one) => one.getAttribute('aria-label') ?? one.textContent)`;

/** At 15:02 in India. */
function nextWednesday(): string {
  const day = new Date(Date.now() + 86_400_000);
  while (day.getUTCDay() !== 3) day.setUTCDate(day.getUTCDate() + 1);
  return `${day.toISOString().slice(0, 10)}T15:02:00+05:30`;
}

describeInBrowser('Every screen in both themes: axe finds nothing, and the page itself never scrolls', () => {
  let desk: DeskProcess;
  let browser: Browser;
  /** The page of the last case, signed in: the next goes on with it. */
  let last: Page | undefined;

  beforeAll(async () => {
    [desk, browser] = await Promise.all([DeskProcess.create(), launch()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  async function open(theme: (typeof THEMES)[number]): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(12_000);
    return context.newPage();
  }

  it('the door: first run and sign-in', async () => {
    for (const theme of THEMES) {
      const page = await open(theme);
      await page.goto(desk.url);
      await page.getByRole('form', { name: 'Owner' }).waitFor();
      await expectSound(page);
      await page.context().close();
    }
    const page = await open('dark');
    await page.goto(desk.url);
    await setUp(page);
    await page.getByRole('button', { name: 'Try it on the sandbox' }).waitFor();
    await page.getByRole('button', { name: 'Connect Zerodha' }).waitFor();
    await expectSound(page);
    const light = await open('light');
    await light.goto(desk.url);
    await light.getByRole('form', { name: 'Sign in' }).waitFor();
    await expectSound(light);
    await signIn(light, 'a wrong password');
    await light.getByRole('alert').first().waitFor();
    await expectSound(light);
    await screenshot(light, 'sign-in-light');
    await light.context().close();
    await makeDesk(page.context().request, desk.url, { owned: true });
    // A page that stays open goes on painting every price.
    await page.context().close();
  }, 60_000);

  for (const theme of THEMES) {
    it(`the desk's pages and dialogs, ${theme}`, async () => {
      await last?.context().close();
      const page = await open(theme);
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
      await expectSound(page);
      await screenshot(page, `search-${theme}`);
      await page.keyboard.press('Enter');
      await page.getByText('Goes to 4 of 4 accounts').waitFor();
      await page.keyboard.press('Control+Enter');
      await page.getByRole('group', { name: 'Send?' }).waitFor();
      await expectSound(page);
      await screenshot(page, `send-${theme}`);
      // On a slow machine it has closed by itself meanwhile.
      await page.keyboard.press('Escape');
      await page.getByRole('group', { name: 'Send?' }).waitFor({ state: 'detached' });
      await page.keyboard.press('Control+Enter');
      await send(page);
      await expectRows(page, 'Orders', (rows) => expect(rows[0]).toContain('✓3'));
      await expectSound(page);
      await screenshot(page, `desk-${theme}`);

      await page.getByRole('link', { name: 'Orders' }).click();
      await page.getByRole('treegrid').locator('[data-row]').first().focus();
      await page.keyboard.press('t');
      await page.getByText('Timeline', { exact: true }).waitFor();
      await expectSound(page);
      await screenshot(page, `orders-${theme}`);

      await page.keyboard.press('Escape');
      await page.getByRole('treegrid').locator('[data-row]').nth(1).focus();
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
      await page.keyboard.type('why c1');
      await page
        .getByRole('option', { name: /^Why c1/ })
        .first()
        .waitFor();
      await expectSound(page);
      await screenshot(page, `palette-${theme}`);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/orders/*');
      await page.getByRole('list', { name: 'Events' }).waitFor();
      await expectSound(page);
      await screenshot(page, `order-${theme}`);
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await expectSound(page);
      await screenshot(page, `keys-${theme}`);
      await page.keyboard.press('Escape');

      for (const tab of ['Trades', 'Holdings', 'Funds', 'Log']) {
        await page.goto(`${desk.url}/desk?tab=${tab.toLowerCase()}`);
        await page.getByRole('treegrid', { name: tab }).waitFor();
        await page.getByText('ARMED 3/3').waitFor();
        await expectSound(page);
        await screenshot(page, `${tab.toLowerCase()}-${theme}`);
      }
      await page.goto(`${desk.url}/review`);
      await page.getByText('Copies', { exact: true }).waitFor();
      await expectSound(page);
      await screenshot(page, `review-${theme}`);
      await page.goto(`${desk.url}/scalper`);
      await page.getByText(/^Q sends/).waitFor();
      await page.getByRole('button', { name: /^Keys LIVE/ }).click();
      await page.getByText('off after 60 s idle, Esc').waitFor();
      await expectSound(page);
      await screenshot(page, `scalper-${theme}`);
      for (const part of ['Look', 'Keys', 'Defaults', 'Confirming', 'API tokens', 'Devices', 'About']) {
        await page.goto(`${desk.url}/settings/${part === 'API tokens' ? 'tokens' : part.toLowerCase()}`);
        await page.getByRole('heading', { name: part }).waitFor();
        await expectSound(page);
        await screenshot(page, `settings-${part.toLowerCase().replace(' ', '-')}-${theme}`);
      }

      await page.getByRole('link', { name: 'Positions' }).click();
      await page.getByRole('treegrid', { name: 'Positions' }).locator('[data-row]').first().focus();
      await expectSound(page);
      await page.keyboard.press('e');
      await page.getByRole('dialog').waitFor();
      await expectSound(page);
      await screenshot(page, `exit-${theme}`);
      await page.keyboard.press('Escape');

      await page.getByRole('link', { name: 'Copy', exact: true }).click();
      await page.getByRole('region', { name: 'Link c1 sbx' }).waitFor();
      await expectSound(page);
      await screenshot(page, `copy-${theme}`);

      await page.getByRole('link', { name: /^Drift/ }).click();
      await page.getByText(/^No drift\./).waitFor();
      await expectSound(page);
      await screenshot(page, `drift-${theme}`);

      await page.getByRole('link', { name: /^Ready/ }).click();
      await page.getByText('4 of 4 ready').waitFor();
      await expectSound(page);
      await screenshot(page, `readiness-${theme}`);

      await page.getByRole('link', { name: /^Alerts/ }).click();
      await page.getByRole('tab', { name: /^Needs you/ }).waitFor();
      await expectSound(page);
      await screenshot(page, `alerts-${theme}`);

      await page.keyboard.press('Control+Alt+k');
      await page.getByRole('dialog', { name: 'Kill switch' }).waitFor();
      await expectSound(page);
      await screenshot(page, `kill-switch-${theme}`);
      await page.keyboard.press('Escape');

      await page.getByRole('link', { name: /^Accounts/ }).click();
      await page.getByRole('button', { name: 'Log out k2' }).waitFor();
      await expectSound(page);
      await page.getByRole('button', { name: 'Add account' }).click();
      await page.getByRole('form', { name: 'New account' }).waitFor();
      await expectSound(page);
      await screenshot(page, `add-account-${theme}`);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Asha Rao' }).click();
      await page.getByRole('menuitemradio', { name: 'Dark' }).waitFor();
      await expectSound(page);
    }, 180_000);
  }

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
        await page.goto(`${desk.url}/${path}`);
        await page.getByText('ARMED 3/3').first().waitFor();
        expect(await page.evaluate(OVERFLOW), `a scrollbar at /${path}, ${width}×${height}`).toBe(false);
      }
      await screenshot(page, `accounts-${width}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${desk.url}/desk`);
    await page.getByRole('treegrid', { name: 'Orders' }).locator('[data-row]').first().waitFor();
    expect(await page.evaluate(CUT), 'cut in the blotter at 1440').toEqual([]);

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
  }, 150_000);

  it('on a phone: no page overflows, axe finds nothing in either theme, and a position is left by touch', async () => {
    await last?.context().close();
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(12_000);
    const page = await context.newPage();
    await page.goto(desk.url);
    await page.getByRole('form', { name: 'Sign in' }).waitFor();
    await soundInBoth(page);
    await signIn(page);
    await page.waitForURL('**/positions');
    await buyTwoLots(page);
    const half = page.getByRole('button', { name: /^Exit half of NIFTY/ }).first();
    await half.waitFor();
    await soundInBoth(page);
    await screenshot(page, 'phone-positions');

    const held = await page.getByRole('list', { name: 'Positions' }).innerText();
    await half.tap();
    const dialog = page.getByRole('dialog', { name: /^Exit NIFTY/ });
    const sell = dialog.getByRole('button', { name: /^Exit \d/ });
    await sell.waitFor();
    await soundInBoth(page);
    await sell.tap();
    await dialog.waitFor({ state: 'detached' });
    await expect
      .poll(async () => page.getByRole('list', { name: 'Positions' }).innerText(), { timeout: 15_000 })
      .not.toBe(held);

    await page.getByRole('button', { name: 'Kill' }).tap();
    await page.getByRole('dialog', { name: 'Kill switch' }).waitFor();
    await soundInBoth(page);
    await page.keyboard.press('Escape');
    for (const name of ['Orders', 'Alerts', 'Ready', 'More']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).tap();
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      await page
        .getByText(/ARMED \d\/3/)
        .first()
        .waitFor();
      await soundInBoth(page);
      await screenshot(page, `phone-${name.toLowerCase()}`);
    }
    for (const path of ['desk', 'copy', 'drift', 'accounts', 'review', 'log', 'settings/keys']) {
      await page.goto(`${desk.url}/${path}`);
      await page
        .getByText(/ARMED \d\/3/)
        .first()
        .waitFor();
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      expect(await page.evaluate(OVERFLOW), `a scrollbar at /${path} on a phone`).toBe(false);
      expect(await page.evaluate(SMALL), `too small for a thumb at /${path}`).toEqual([]);
    }
    await context.close();
  }, 180_000);

  it('from three o’clock says what is open intraday, who closes it when, and closes it by holding', async () => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    await page.goto(desk.url);
    await signIn(page);
    await page
      .getByText(/ARMED \d\/3/)
      .first()
      .waitFor();
    await makeAfternoon(page);
    const found = await page.request.get(`${desk.url}/api/instruments?q=reliance&limit=1`);
    const { items } = (await found.json()) as { items: { id: string }[] };
    await order(page, { instrumentId: items[0]?.id, quantity: 3, product: 'I' });
    const strip = page.getByRole('region', { name: 'Intraday positions' });
    await strip.waitFor();
    await expect
      .poll(() => strip.innerText(), { timeout: 30_000 })
      .toMatch(
        /4 intraday positions in 4 accounts sbx\. Copydesk closes them at 15:10, brokers about 15:\d\d\./,
      );
    await expectSound(page);
    await screenshot(page, 'intraday');
    await strip.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('dialog', { name: 'Keep over the close' }).getByText('RELIANCE NSE').waitFor();
    await page.keyboard.press('Escape');
    await strip.getByRole('button', { name: /^Hold to square off 4/ }).focus();
    await page.keyboard.down('Enter');
    await strip.getByText('Held. Sending.').waitFor({ state: 'attached' });
    await page.keyboard.up('Enter');
    await strip.waitFor({ state: 'detached', timeout: 60_000 });
    await context.close();
  }, 180_000);

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

  async function buyTwoLots(page: Page): Promise<void> {
    const found = await page.request.get(`${desk.url}/api/instruments?q=nifty%20ce&limit=1`);
    const { items } = (await found.json()) as { items: { id: string; lotSize: number }[] };
    const [option] = items;
    await order(page, { instrumentId: option?.id, quantity: 2 * (option?.lotSize ?? 0), product: 'D' });
  }

  async function order(page: Page, terms: object): Promise<void> {
    const placed = await page.request.post(`${desk.url}/api/orders`, {
      headers: { origin: desk.url, 'content-type': 'application/json' },
      data: { accountId: 'MASTER:k2', side: 'BUY', orderType: 'MARKET', ...terms },
    });
    expect(placed.status(), await placed.text()).toBe(202);
  }

  /** On a phone every page is looked at once in each theme. */
  async function soundInBoth(page: Page): Promise<void> {
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await expectSound(page);
    }
    expect(await page.evaluate(SMALL), `too small for a thumb at ${page.url()}`).toEqual([]);
  }
});
