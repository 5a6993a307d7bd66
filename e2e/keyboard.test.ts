import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Complaints, DEADLINE_MS, describeInBrowser, launch, screenshot } from './browser.ts';
import { DeskProcess } from './desk-process.ts';
import { expectRows, makeDesk, OWNER, rowsOf, send } from './people.ts';

const MOST_TABS = 60;
/** As long as the rows of a table are waited for. */
const SOON = { timeout: 15_000 } as const;

interface Link {
  readonly account: string;
  readonly [field: string]: unknown;
}

describeInBrowser('By keyboard alone', () => {
  let desk: DeskProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Where the sandbox is told what happens at its venue. */
  let control: string;
  /** A price of RELIANCE that nobody sells at. */
  let low: string;
  const complaints = new Complaints();

  beforeAll(async () => {
    [desk, browser] = await Promise.all([DeskProcess.create(), launch()]);
    const owner = await browser.newContext();
    control = await makeDesk(owner.request, desk.url);
    // Half of one lot is none: c3 will be skipped.
    const groups = (await (await owner.request.get(`${desk.url}/api/groups`)).json()) as {
      items: { id: string; version: number; children: Link[] }[];
    };
    const [group] = groups.items;
    const answer = await owner.request.patch(`${desk.url}/api/groups/${group?.id}`, {
      headers: { origin: desk.url, 'content-type': 'application/json' },
      data: {
        version: group?.version,
        children: group?.children.map(({ account, relationship, declaredOn, sizing }) => ({
          account,
          relationship,
          declaredOn,
          sizing: account === 'CHILD:c3' ? { kind: 'multiplier', factor: 0.5 } : sizing,
        })),
      },
    });
    expect(answer.status(), await answer.text()).toBe(200);
    await owner.close();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
    context.setDefaultTimeout(DEADLINE_MS);
    complaints.watch(context);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  /** What has the focus, as a person would call it. */
  function focused(): Promise<string> {
    return page.evaluate(`(() => {
      const at = document.activeElement;
      return at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? '';
    })()`) as Promise<string>;
  }

  /** Tab, until something of that name has the focus. */
  async function tabTo(name: RegExp): Promise<void> {
    for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
      if (name.test(await focused())) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${MOST_TABS} times Tab did not lead to ${name}.`);
  }

  async function palette(line: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await page.keyboard.type(line);
  }

  async function option(name: RegExp): Promise<void> {
    await page.getByRole('option', { name }).first().waitFor();
  }

  it('signs in', async () => {
    await page.goto(`${desk.url}/desk`);
    await page.waitForURL('**/sign-in');
    await page.getByLabel('E-mail').waitFor();
    await tabTo(/^E-mail/);
    await page.keyboard.type(OWNER.email);
    await tabTo(/^Password/);
    await page.keyboard.type(OWNER.password);
    await page.keyboard.press('Enter');
    await page.getByText('ARMED 3/3').waitFor();
  });

  it('fills a ticket by the palette, which sends nothing, and sends it', async () => {
    await palette('buy 10 reliance');
    await option(/^Buy 10 RELIANCE NSE/);
    await screenshot(page, 'palette');
    await page.keyboard.press('Enter');
    await page
      .getByRole('form', { name: 'Order ticket' })
      .getByRole('heading', { name: /^RELIANCE NSE/ })
      .waitFor();
    await expect.poll(focused, SOON).toMatch(/^Quantity/);
    await expectRows(page, 'Orders', (rows) => expect(rows).toEqual([]));
    await page.keyboard.press('Control+Enter');
    await send(page);
    await expectRows(page, 'Orders', (rows) =>
      expect(rows[0]).toMatch(/RELIANCE NSE .* 10\/10 .* Filled ✓3/),
    );
  });

  it('leaves half of it', async () => {
    await page.keyboard.press('Escape');
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.waitForURL('**/positions');
    await page.getByRole('treegrid', { name: 'Positions' }).locator('[data-row]').first().waitFor();
    await page.keyboard.press('5');
    await page.keyboard.press('e');
    await page.getByRole('dialog', { name: /^Exit RELIANCE/ }).waitFor();
    await page.waitForTimeout(300);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectRows(page, 'Positions', (rows) => expect(rows[0]).toMatch(/ CNC \+5 /));
  });

  it('repairs what a child missed, by its plan', async () => {
    const rejected = await fetch(`${control}/reject`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client: 'SBC002', reason: 'margin', at: 'gate' }),
    });
    expect(rejected.ok, await rejected.text()).toBe(true);
    await palette('buy 1 reliance');
    await option(/^Buy 1 RELIANCE NSE/);
    await page.keyboard.press('Enter');
    await expect.poll(focused, SOON).toMatch(/^Quantity/);
    await page.keyboard.press('Control+Enter');
    await send(page);
    await page.getByRole('link', { name: 'Drift, 1 open' }).waitFor();
    await palette('plan c2');
    await option(/^Plan c2: RELIANCE NSE/);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/drift/*');
    await page.getByRole('button', { name: 'Buy 2 in c2' }).waitFor();
    await tabTo(/^Buy 2 in c2/);
    await page.keyboard.press('Enter');
    await send(page);
    await page.getByText(/^No drift\./).waitFor();
  });

  it('cancels an order that rests', async () => {
    await page.goto(`${desk.url}/desk`);
    await expectRows(page, 'Orders', (rows) => expect(rows.length).toBeGreaterThan(0));
    const paid = /10\/10 — ([\d,]+)\.\d\d /.exec((await rowsOf(page, 'Orders')).join('\n'))?.[1];
    low = `${Math.floor(Number(paid?.replaceAll(',', '')) * 0.96)}`;
    await page.keyboard.press('/');
    await expect.poll(focused, SOON).toMatch(/^Find instrument/);
    await page.keyboard.type('reliance');
    await option(/^RELIANCE NSE/);
    await page.waitForTimeout(400);
    await page.keyboard.press('Enter');
    await tabTo(/^Quantity/);
    await tabTo(/^Type/);
    await page.keyboard.type('Lim');
    await tabTo(/^Price/);
    await page.keyboard.type(low);
    await page.keyboard.press('Control+Enter');
    await send(page);
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(/ LMT CNC 0\/1 [\d,]+\.00 — Open/));
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('5');
    await page.keyboard.press('Home');
    await page.keyboard.press('x');
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(/Cancelled/));
  });

  it('lists what the palette would cancel before it does', async () => {
    const placed = await context.request.post(`${desk.url}/api/orders`, {
      headers: { origin: desk.url, 'content-type': 'application/json', 'idempotency-key': 'rests' },
      data: {
        accountId: 'MASTER:k2',
        instrumentId: 'NSE:RELIANCE',
        side: 'BUY',
        quantity: 1,
        orderType: 'LIMIT',
        price: low,
        product: 'D',
      },
    });
    expect(placed.status(), await placed.text()).toBe(202);
    // While the focus is in the table a new row waits.
    await page.evaluate('document.activeElement.blur()');
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(/ 0\/1 .* Open/));
    await palette('cancel all k2');
    await option(/^Cancel all, k2.*1 order works/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Cancel all, k2' });
    await dialog.getByRole('row', { name: /^k2 and its copies in c1, c2 .*RELIANCE NSE/ }).waitFor();
    await screenshot(page, 'cancel-all');
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(/ 0\/1 .* Open/));
    await tabTo(/^Cancel 1 order/);
    await page.keyboard.press('Enter');
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(/ 0\/1 .* Cancelled/));
    await page.keyboard.press('Escape');
  });

  it('scalps: one buy for a key that is held, and no key after the focus has left', async () => {
    const options = async (): Promise<readonly string[]> => {
      const answer = await context.request.get(`${desk.url}/api/orders`);
      const { items } = (await answer.json()) as { items: { side: string; optionType: string | null }[] };
      return items.flatMap(({ side, optionType }) => (optionType === null ? [] : [`${side} ${optionType}`]));
    };
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('g');
    await page.keyboard.press('k');
    await page.waitForURL('**/scalper');
    const sent = page.getByRole('region', { name: 'What was sent' });
    await page
      .getByRole('region', { name: /^Call / })
      .locator('.tick-cell')
      .first()
      .waitFor();
    await page.keyboard.press('q');
    await tabTo(/^Keys LIVE/);
    await page.keyboard.press('Enter');
    await page.getByText('off after 60 s idle, Esc').waitFor();
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('q');
    await sent
      .getByText(/^\d+ ms$/)
      .first()
      .waitFor();
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('q');
    await page.keyboard.up('q');
    await screenshot(page, 'scalper');
    await page.getByText(/^\+\d+ @ /).waitFor();
    await page.evaluate('document.activeElement.blur()');
    await page.getByText('Keys are off. The focus left the scalper.').waitFor();
    await page.keyboard.press('e');
    await tabTo(/^Keys LIVE/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('z');
    await expect.poll(options, SOON).toEqual(['SELL CE', 'BUY CE']);
    await page.keyboard.press('Escape');
    await page.getByText('is off: click or Enter').waitFor();
    await page.goto(`${desk.url}/desk`);
    await expectRows(page, 'Orders', (rows) => expect(rows.length).toBeGreaterThan(0));
  }, 90_000);

  it('asks why a child got nothing, and comes back to where it asked', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('nifty ce');
    await option(/^NIFTY .* CE/);
    // Enter chooses once the list is of all that was typed.
    await page.waitForTimeout(400);
    await page.keyboard.press('Enter');
    await page
      .getByRole('form', { name: 'Order ticket' })
      .getByRole('heading', { name: /^NIFTY .* CE/ })
      .waitFor();
    await page.getByText('Goes to 3 of 4 accounts').waitFor();
    await page.keyboard.press('Control+Enter');
    await send(page);
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(/NIFTY .* 65\/65 .* Filled/));
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('5');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    for (let row = 0; row < 3; row += 1) {
      if ((await focused()).includes('c3')) break;
      await page.keyboard.press('ArrowDown');
    }
    expect(await focused()).toMatch(/c3 .*Skipped/);
    await page.keyboard.press('y');
    const events = page.getByRole('list', { name: 'Events' }).getByRole('listitem');
    await events.first().waitFor();
    const told = await events.allInnerTexts();
    expect(told.every((line) => line.includes('c3'))).toBe(true);
    expect(told.some((line) => /under|less than one lot/.test(line) && line.includes('decided'))).toBe(true);
    await screenshot(page, 'why');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(focused, SOON).toMatch(/c3 .*Skipped/);
    expect(complaints.lines.filter((line) => !line.includes('WebSocket'))).toEqual([]);
  });
});
