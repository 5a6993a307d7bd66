import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Complaints, DEADLINE_MS, describeInBrowser, launch, screenshot } from './browser.ts';
import { DeskProcess } from './desk-process.ts';
import { aLivingOption } from './living-option.ts';
import { choose, expectRows, expectWords, makeDesk, readerOf, rowsOf, send, signIn } from './people.ts';
import { VenueControl, type VenueOrder } from './venue-control.ts';

const RESTS = /LMT .* 0\/65 1\.00 — Open/;

/** By a script: a person, or a test on a slow machine, may be later than the moment that is meant. */
const PRESS_AS_IT_APPEARS = `new MutationObserver((changes, self) => {
  const send = document.querySelector('[role=group][aria-label="Send?"] button');
  if (send === null) return;
  self.disconnect();
  send.click();
}).observe(document.body, { childList: true, subtree: true })`;

/** How many figures are muted that are not of c1. */
const MUTED_OF_OTHERS = `[...document.querySelectorAll('.stale-figure')]
  .filter((one) => !one.closest('tr')?.textContent.includes('c1')).length`;

describeInBrowser('A working day at the desk', () => {
  let desk: DeskProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let venue: VenueControl;
  const complaints = new Complaints();

  beforeAll(async () => {
    [desk, browser] = await Promise.all([DeskProcess.create({ venue: {} }), launch()]);
    const owner = await browser.newContext();
    venue = new VenueControl(await makeDesk(owner.request, desk.url));
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

  /** Logs an account in on the page of its broker, from the page of the accounts. */
  async function logIn(account: string, client: string): Promise<void> {
    await page.getByRole('button', { name: `Log in ${account}` }).click();
    await page.getByRole('button', { name: new RegExp(`^Log in as .*${client}`) }).click();
    await page.waitForURL('**/accounts?login=done*');
    await page.getByText(`${account} is logged in.`).waitFor();
    await page.getByRole('button', { name: `Log out ${account}` }).waitFor();
  }

  /** An order of the master alone that rests far from the price. */
  async function restAtVenue(): Promise<VenueOrder> {
    const { id, lotSize } = await aLivingOption(readerOf(context.request, desk.url));
    const answer = await context.request.post(`${desk.url}/api/orders`, {
      headers: { origin: desk.url, 'content-type': 'application/json' },
      data: {
        accountId: 'MASTER:k2',
        instrumentId: id,
        qty: lotSize,
        orderType: 'LIMIT',
        price: 1,
        side: 'BUY',
        productType: 'D',
        copy: false,
      },
    });
    expect(answer.status(), await answer.text()).toBe(202);
    return await vi.waitFor(async () => {
      const rests = (await venue.orders('SBK002')).find(({ status }) => status === 'working');
      if (rests === undefined) throw new Error('It is not at the venue yet.');
      return rests;
    }, DEADLINE_MS);
  }

  it('lets nobody in with a wrong password, and says so', async () => {
    await page.goto(`${desk.url}/orders`);
    await page.waitForURL('**/sign-in');
    await signIn(page, 'a wrong password');
    await page.getByRole('alert').getByText('The e-mail or the password is wrong.').waitFor();
    await signIn(page);
    await page.getByRole('link', { name: 'Desk', exact: true }).waitFor();
  });

  it('takes an order by keyboard alone, from finding the instrument to the fill', async () => {
    await page.goto(`${desk.url}/desk`);
    await page.getByText('ARMED 3/3').waitFor();
    // Before anything is chosen the chart is the index's, and lives.
    await page
      .getByRole('region', { name: 'Chart' })
      .getByText(/^\d\d,\d{3}\.\d\d$/)
      .first()
      .waitFor();
    await choose(page, 'reliance', /^RELIANCE NSE/);
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('b');
    await page.keyboard.type('10');
    // What is pressed in the moment in which "Send?" appears counts for nothing, nor does an Enter that is still held.
    await page.evaluate(PRESS_AS_IT_APPEARS);
    await page.keyboard.down('Control');
    await page.keyboard.down('Enter');
    await page.keyboard.up('Control');
    await page.getByRole('group', { name: 'Send?' }).waitFor();
    await page.keyboard.down('Enter');
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    expect(await rowsOf(page, 'Orders')).toEqual([]);
    await send(page);
    await page.keyboard.press('Enter');
    await expectRows(page, 'Orders', (rows) => {
      expect(rows).toHaveLength(4);
      expect(rows[0]).toMatch(/k2 sbx BUY RELIANCE NSE MKT CNC 10\/10 .* Filled ✓3/);
    });
  });

  it("puts the desk's own words beside the field that is wrong, and places nothing", async () => {
    await page.getByLabel('Type').selectOption('LIMIT');
    const price = page.getByRole('textbox', { name: 'Price ₹' });
    await price.fill('1400.03');
    await page.keyboard.press('Control+Enter');
    await send(page);
    await expect.poll(() => price.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('Nothing was placed.').waitFor();
    await screenshot(page, 'refused-field');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    expect(await rowsOf(page, 'Orders')).toHaveLength(4);
  });

  it('modifies and cancels an order that rests; the children follow', async () => {
    const [bought = ''] = await rowsOf(page, 'Orders');
    const paid = Number(/10\/10 — ([\d,]+)\.\d\d /.exec(bought)?.[1]?.replaceAll(',', ''));
    expect(paid).toBeGreaterThan(100);
    const [low, lower] = [Math.floor(paid * 0.96), Math.floor(paid * 0.96) - 1];
    await page.getByRole('textbox', { name: 'Price ₹' }).fill(`${low}.00`);
    await page.keyboard.press('Control+Enter');
    await send(page);
    await expectRows(page, 'Orders', (rows) =>
      expect(rows[0]).toMatch(/LMT CNC 0\/10 [\d,]+\.00 — Open 3 open/),
    );
    await page.getByRole('treegrid').locator('[data-row]').first().focus();
    await page.keyboard.press('m');
    const cell = page.getByRole('treegrid').getByRole('textbox', { name: 'Price ₹' });
    await cell.fill(`${lower}.00`);
    await page.getByText(/^Enter changes k2; c1, c2, c3 follow in their own sizes\./).waitFor();
    await screenshot(page, 'modify');
    await page.keyboard.press('Enter');
    await cell.waitFor({ state: 'detached' });
    await expectRows(page, 'Orders', (rows) =>
      expect(rows[0]?.replace(',', '')).toContain(`0/10 ${lower}.00 — Open`),
    );
    await page.getByRole('treegrid').locator('[data-row]').first().focus();
    await page.keyboard.press('x');
    await expectRows(page, 'Orders', (rows) => {
      expect(rows.slice(0, 4).filter((row) => row.includes('Cancelled'))).toHaveLength(4);
    });
  });

  /** The label of a line on the chart, pulled down or up; the price that it would get. */
  async function pull(line: string, byPx: number): Promise<string> {
    const label = page.locator(`[data-line^="${line}/"]`);
    await label.waitFor();
    const box = await label.boundingBox();
    if (box === null) throw new Error(`${line} has no place on the chart.`);
    const [x, y] = [box.x + 12, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + byPx, { steps: 4 });
    const to = / → ([\d,]+\.\d\d)/.exec(await label.innerText())?.[1];
    if (to === undefined) throw new Error(`${line} did not follow the pointer.`);
    return to;
  }

  it('modifies an order and moves a stop by their lines on the chart, after “Send?” only', async () => {
    await venue.do('/market', { walking: false });
    await page.getByRole('textbox', { name: 'Price ₹' }).press('Control+Enter');
    await send(page);
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(/ 0\/10 [\d,]+\.\d\d — Open 3 open/));
    const at = / 0\/10 ([\d,]+\.\d\d) /.exec((await rowsOf(page, 'Orders'))[0] ?? '')?.[1] ?? '';
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('h');
    await page
      .getByText(/^Last candle \d\d \w{3} \d\d:\d\d: open [\d,]+\.\d\d, high/)
      .waitFor({ state: 'attached' });
    await expect.poll(() => page.evaluate('document.activeElement.dataset.key')).toBe('chart');

    // Esc while it is dragged: nothing is asked.
    await pull('price', 14);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    const label = page.locator('[data-line^="price/"]');
    await expect.poll(() => label.innerText()).not.toContain('→');
    expect(await page.getByRole('group', { name: 'Send?' }).count()).toBe(0);

    const to = await pull('price', 14);
    await page.mouse.up();
    const asks = page.getByRole('group', { name: 'Send?' });
    await asks.getByText(`from ${at} to ${to} in k2; c1, c2, c3 follow in their own sizes.`).waitFor();
    expect((await rowsOf(page, 'Orders'))[0]).toContain(` ${at} — Open`);
    await screenshot(page, 'chart-send');
    await send(page);
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toContain(` ${to} — Open 3 open`));
    await expect.poll(() => label.innerText()).toMatch(new RegExp(`LMT\\s+${to}`));

    const { items } = (await (await context.request.get(`${desk.url}/api/positions`)).json()) as {
      items: readonly { accountId: string; instrumentId: string; product: string; netQty: number }[];
    };
    const held = items.find(({ netQty }) => netQty !== 0);
    const answer = await context.request.put(`${desk.url}/api/positions/protection`, {
      headers: { origin: desk.url, 'content-type': 'application/json' },
      data: {
        accountId: held?.accountId,
        instrumentId: held?.instrumentId,
        product: held?.product,
        sl: at.replaceAll(',', ''),
      },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    const stops = async (): Promise<readonly (number | null)[]> => {
      const read = await context.request.get(`${desk.url}/api/protections`);
      return ((await read.json()) as { items: readonly { sl: number | null }[] }).items.map(({ sl }) => sl);
    };
    const stopAt = await pull('stop', 14);
    await page.mouse.up();
    await asks.getByText(`from ${at} to ${stopAt} in k2; c1, c2, c3 leave with it.`).waitFor();
    expect(await stops()).toEqual([Number(at.replaceAll(',', ''))]);
    await send(page);
    await expect.poll(stops).toEqual([Number(stopAt.replaceAll(',', ''))]);
    const stop = page.locator('[data-line^="stop/"]');
    await expect.poll(() => stop.innerText()).toMatch(new RegExp(`Stop\\s+${stopAt}`));
    await stop.getByRole('button', { name: /^Remove the stop of/ }).click();
    await send(page);
    await stop.waitFor({ state: 'detached' });
    expect(await stops()).toEqual([]);
    await label.getByRole('button', { name: /^Cancel order BUY RELIANCE/ }).click();
    await label.waitFor({ state: 'detached' });
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toContain('Cancelled'));
    await venue.do('/market', { walking: true });
  });

  it("quotes the broker that refused a child, beside that child; the others' orders stand", async () => {
    await venue.do('/reject', { client: 'SBC002', reason: 'margin', at: 'gate' });
    await choose(page, 'nifty ce', /^NIFTY .* CE/);
    await page.keyboard.press('Control+Enter');
    await send(page);
    await expectRows(page, 'Orders', (rows) => {
      expect(rows[0]).toMatch(/Filled ✓2 .*· c2 refused/);
      expect(rows.slice(0, 4).filter((row) => row.includes('Refused'))).toHaveLength(1);
    });
    await page.getByText(/^Zerodha refused c2: “.+”\. The other accounts go on\.$/).waitFor();
    await screenshot(page, 'child-refused');
  });

  it('tries the refused child again when it is told to: that child alone is sent', async () => {
    const before = await venue.orders();
    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByRole('button', { name: 'Retry c2' }).click();
    await expectRows(page, 'Orders', (rows) => {
      expect(rows[0]).toMatch(/Filled ✓3 3 filled(?! ·)/);
      expect(rows.slice(1, 5).filter((row) => /c2 .* 130\/130 .*Filled/.test(row))).toHaveLength(1);
    });
    const sent = (await venue.orders()).slice(before.length);
    expect(sent.map(({ client, filledQuantity }) => ({ client, filledQuantity }))).toEqual([
      { client: 'SBC002', filledQuantity: 130 },
    ]);
  });

  it('says by itself that a broker ended a login in the middle of the day; the others go on', async () => {
    await page.getByRole('link', { name: 'Desk', exact: true }).click();
    const before = await venue.orders();
    await venue.do('/sessions/expire', { client: 'SBC003' });
    await page.getByText('c3 is not logged in.').waitFor();
    await page.getByRole('button', { name: /^Buy 4 lots in 3 accounts/ }).click();
    await send(page);
    await expectRows(page, 'Orders', (rows) => {
      expect(rows[0]).toMatch(/Filled ✓2/);
      expect(rows.slice(1, 4).filter((row) => row.includes('c3') && row.includes('Skipped'))).toHaveLength(1);
    });
    const sent = (await venue.orders()).slice(before.length);
    expect(sent.map(({ client }) => client).sort()).toEqual(['SBC001', 'SBC002', 'SBK002']);
    await page.getByRole('link', { name: /^Alerts/ }).click();
    await expectWords(
      page,
      /is not logged in at Upstox\. The broker no longer accepts the session\. Its entries and exits cannot be sent; the others go on\./,
    );
    await screenshot(page, 'login-ended');
    await page.getByRole('link', { name: /^Accounts/ }).click();
    await page.getByText('The broker no longer accepts the session.').last().waitFor();
    await logIn('c3', 'SBC003');
  });

  it('logs an account out, skips it with its reason, and logs it in again at the broker', async () => {
    await page.getByRole('link', { name: /^Accounts/ }).click();
    await page.getByRole('button', { name: 'Log out c3' }).click();
    await page.getByRole('button', { name: 'Log in c3' }).waitFor();
    await screenshot(page, 'accounts');
    await page.getByRole('link', { name: 'Desk', exact: true }).click();
    // Logging in led away from the console, and back to an empty ticket.
    await choose(page, 'nifty ce', /^NIFTY .* CE/);
    await page.getByText('c3 is not logged in.').waitFor();
    await page.getByRole('button', { name: /^Buy 4 lots in 3 accounts/ }).click();
    await send(page);
    await expectRows(page, 'Orders', (rows) =>
      expect(rows.find((row) => row.includes('c3 sbx'))).toMatch(/Skipped/),
    );

    await page.getByRole('link', { name: /^Accounts/ }).click();
    await logIn('c3', 'SBC003');
  });

  it('says why a login was not completed', async () => {
    await page.getByRole('button', { name: 'Log out c1' }).click();
    await page.getByRole('button', { name: 'Log in c1' }).click();
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByText(/^The broker ended the login without a session/).waitFor();
    await page.getByRole('button', { name: 'Log in c1' }).waitFor();
  });

  it('changes the group as a draft; a group that was changed meanwhile is not overwritten', async () => {
    await page.getByRole('link', { name: 'Copy', exact: true }).click();
    await page.getByRole('list', { name: 'Children' }).getByRole('button', { name: /^c2/ }).click();
    const link = page.getByRole('region', { name: 'Link c2 sbx' });
    await link.getByLabel('Multiplier', { exact: true }).last().fill('0.5');
    await link.getByText('1 → 0 skip · 2 → 1 · 4 → 2 · 10 → 5 lots').waitFor();
    await screenshot(page, 'copy-draft');
    await page.getByRole('button', { name: 'Save 1 change' }).click();
    await page.getByText('No changes.').waitFor();

    const other = await context.newPage();
    await other.goto(`${desk.url}/copy`);
    await other.getByLabel('Group', { exact: true }).fill('Household');
    await page.getByLabel('Group', { exact: true }).fill('Home');
    await other.getByRole('button', { name: 'Save 1 change' }).click();
    await other.getByText('No changes.').waitFor();
    await other.close();
    await page.getByRole('button', { name: /^Save/ }).click();
    await page.getByText(/^The group changed while you edited it/).waitFor();
    await page.getByRole('button', { name: 'Read it again' }).click();
    await expect.poll(() => page.getByLabel('Group', { exact: true }).inputValue()).toBe('Household');
    await page.getByRole('button', { name: 'Disarm' }).click();
    await page.getByText('NOT ARMED').first().waitFor();
    await page.getByRole('link', { name: 'Desk', exact: true }).click();
    await page.getByText(/^Copying is off: Household is not armed/).waitFor();
    await screenshot(page, 'not-armed');
  });

  it('takes no entry while Copydesk is gone, says since when, and catches up without a reload', async () => {
    const resting = await restAtVenue();
    await page.getByRole('link', { name: 'Orders' }).click();
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(RESTS));
    await desk.kill();
    await page
      .getByText(/^No connection to Copydesk since \d\d:\d\d:\d\d\. Figures are from then\./)
      .waitFor();
    // Its order is filled meanwhile; nobody can know that here, and nothing else is claimed.
    await venue.do('/fills', { orderId: resting.orderId, quantity: resting.quantity });
    const atVenueThen = await venue.orders();
    expect((await rowsOf(page, 'Orders'))[0]).toMatch(RESTS);
    await page.getByRole('link', { name: 'Desk', exact: true }).click();
    expect(
      await page.getByRole('form', { name: 'Order ticket' }).locator('button[type=submit]').isDisabled(),
    ).toBe(true);
    await page.getByRole('link', { name: 'Positions' }).click();
    expect(await page.locator('.stale-figure').count()).toBeGreaterThan(0);
    // Leaving a position is tried at once, and answers at once.
    await page
      .getByRole('button', { name: /^Exit half/ })
      .first()
      .click();
    await page.waitForTimeout(300);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Exit \d/ })
      .click();
    await page.getByText(/^No answer yet: from here we cannot tell whether the exit left/).waitFor();
    await screenshot(page, 'cut-off');
    await desk.start();
    await page.getByRole('status', { name: 'Connection' }).getByText('Live').waitFor();
    await page.getByText('Not sent, no connection. Nothing left for a broker.').waitFor();
    // Only what c1 holds is as it was read last: it is logged out.
    expect(await page.evaluate(MUTED_OF_OTHERS)).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Orders' }).click();
    const filled = new RegExp(`LMT .* ${resting.quantity}/${resting.quantity} .* Filled`);
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(filled));
    expect(await venue.orders()).toHaveLength(atVenueThen.length);
  });

  it('signs out, and shows nothing of the desk any more', async () => {
    await page.getByRole('button', { name: 'Asha Rao' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.goto(`${desk.url}/positions`);
    await page.waitForURL('**/sign-in');
    expect(complaints.lines.filter((line) => !line.includes('WebSocket'))).toEqual([]);
  });
});
