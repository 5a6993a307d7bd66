import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Complaints, DEADLINE_MS, describeInBrowser, launch, screenshot } from './browser.ts';
import { DeskProcess } from './desk-process.ts';
import { exit, expectEach, expectRows, rowsOf, send, setUp } from './people.ts';

/** Every order of this story as the venue must have it: the entry, half out, all out. */
const SENT = [
  ...['BUY 260 260', 'BUY 260 260', 'BUY 520 520', 'BUY 65 65'],
  ...['SELL 130 130', 'SELL 130 130', 'SELL 260 260', 'SELL 65 65'],
  ...['SELL 130 130', 'SELL 130 130', 'SELL 260 260'],
];

interface VenueOrder {
  readonly client: string;
  readonly side: string;
  readonly quantity: number;
  readonly filledQuantity: number;
}

describeInBrowser('The first minute: from an empty desk to a copied order, and over a kill -9', () => {
  let desk: DeskProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints = new Complaints();
  let begun = 0;

  beforeAll(async () => {
    [desk, browser] = await Promise.all([DeskProcess.create(), launch()]);
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
    complaints.watch(context);
    context.setDefaultTimeout(DEADLINE_MS);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  /** The venue's own record: the witness of what was really sent. */
  async function venueOrders(): Promise<readonly VenueOrder[]> {
    const { control } = (await (await page.request.get(`${desk.url}/api/sandbox`)).json()) as {
      control: string;
    };
    const answer = await fetch(`${control}/orders`);
    return ((await answer.json()) as { items: VenueOrder[] }).items;
  }

  /** What k2, c1, c2 and c3 hold, as the page shows it. */
  async function expectHeld(quantities: readonly number[]): Promise<void> {
    await expectRows(page, 'Positions', (rows) =>
      expectEach(
        rows,
        quantities.map((quantity) => new RegExp(` NRML ${quantity === 0 ? '0' : `\\+${quantity}`} `)),
      ),
    );
  }

  it('makes the owner, and offers the sandbox', async () => {
    begun = Date.now();
    await page.goto(desk.url);
    await page.getByRole('list', { name: 'Steps' }).waitFor();
    await screenshot(page, 'setup');
    await setUp(page);
    await page.getByRole('button', { name: 'Try it on the sandbox' }).waitFor();
    expect(await page.getByText('Copying for friends is not allowed').count()).toBe(1);
    await screenshot(page, 'first-run');
  });

  it('makes a master and three children, and fills the ticket with one lot of a NIFTY option', async () => {
    await page.getByRole('button', { name: 'Try it on the sandbox' }).click();
    await page.waitForURL('**/desk');
    await page.getByText('ARMED 3/3').waitFor();
    await page
      .getByRole('form', { name: 'Order ticket' })
      .getByRole('heading', { name: /^NIFTY \d\d [A-Z]{3} \d+ CE( exp today)?$/ })
      .waitFor();
    await page.getByText('Goes to 4 of 4 accounts').waitFor();
    await page.getByRole('button', { name: /^Buy 5 lots in 4 accounts/ }).waitFor();
  });

  it('copies the order: each account shows it filled, with its broker order id at hand', async () => {
    await page.getByRole('textbox', { name: 'Lots of 65' }).fill('4');
    await page.getByRole('button', { name: /^Buy 17 lots in 4 accounts/ }).click();
    await send(page);
    // The sandbox's links: c1 ×1, c2 ×2, c3 one lot whatever the master does.
    await expectRows(page, 'Orders', (rows) =>
      expectEach(rows, [
        /k2 sbx BUY NIFTY .* MKT NRML 260\/260 .* Filled ✓3/,
        /c1 sbx BUY ×1 → 4 lots MKT 260\/260 .* Filled .*\d+ ms$/,
        /c2 sbx BUY ×2 → 8 lots MKT 520\/520 .* Filled .*\d+ ms$/,
        /c3 sbx BUY fixed 1 lot → 1 lot MKT 65\/65 .* Filled .*\d+ ms$/,
      ]),
    );
    // A minute on a machine that has nothing else to do.
    expect(Date.now() - begun).toBeLessThan(180_000);
    await screenshot(page, 'desk');
    const ids = page.getByRole('treegrid').locator('[data-row] td[title]').filter({ hasText: 'Filled' });
    for (const cell of await ids.all()) expect(await cell.getAttribute('title')).toMatch(/^\d{6,}/);
    expect(await ids.count()).toBe(4);
    await page.getByRole('link', { name: 'Orders' }).click();
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(/slowest \d+ ms \d+ ms$/));
    await page.getByRole('treegrid').locator('[data-row]').first().focus();
    await page.keyboard.press('t');
    await page.getByText('Timeline', { exact: true }).waitFor();
    await expect.poll(() => page.getByText(/^Filled: 520 at/).count()).toBe(1);
    await screenshot(page, 'orders-timeline');
  });

  it('shows the position in every account', async () => {
    await page.getByRole('link', { name: 'Positions' }).click();
    await expectHeld([260, 260, 520, 65]);
    await screenshot(page, 'positions');
  });

  it('exits half, then all: the children close their share, in whole lots', async () => {
    const row = page.getByRole('treegrid').locator('[data-row]').first();
    await exit(page, row.getByRole('button', { name: /^Exit half/ }));
    // Half of c3's one lot is under one lot: it keeps nothing.
    await expectHeld([130, 130, 260, 0]);
    await exit(page, row.getByRole('button', { name: /^Exit all/ }));
    await expectHeld([0, 0, 0, 0]);
    await screenshot(page, 'positions-flat');
  });

  it('sends nothing again after kill -9: the same book, still armed', async () => {
    const before = await venueOrders();
    expect(before.map((order) => `${order.side} ${order.quantity} ${order.filledQuantity}`).sort()).toEqual(
      SENT.sort(),
    );
    await page.getByRole('link', { name: 'Orders' }).click();
    await expectRows(page, 'Orders', (rows) => expect(rows.length).toBeGreaterThan(4));
    const shown = await rowsOf(page, 'Orders');
    await desk.kill();
    await page.getByText(/^No connection to Copydesk since/).waitFor();
    await desk.start();
    await page.getByRole('status', { name: 'Connection' }).getByText('Live').waitFor();
    await expectRows(page, 'Orders', (rows) => expect(rows).toEqual(shown));
    await page.getByText('ARMED 3/3').waitFor();
    // Reconciliation has had its time to read the books again.
    await page.waitForTimeout(3000);
    expect(await venueOrders()).toHaveLength(before.length);
    expect(complaints.lines.filter((line) => !line.includes('WebSocket'))).toEqual([]);
  });
});
