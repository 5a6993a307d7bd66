import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Complaints, describeInBrowser, launch, screenshot } from './browser.ts';
import { DeskProcess } from './desk-process.ts';
import { expectRows, makeDesk, rowsOf, send, signIn } from './people.ts';

describeInBrowser('A working day at the desk', () => {
  let desk: DeskProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let control: string;
  const complaints = new Complaints();

  beforeAll(async () => {
    [desk, browser] = await Promise.all([DeskProcess.create(), launch()]);
    const owner = await browser.newContext();
    control = await makeDesk(owner.request, desk.url);
    await owner.close();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
    context.setDefaultTimeout(12_000);
    complaints.watch(context);
    page = await context.newPage();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  /** Something happens at the venue that nobody at the desk did. */
  async function atVenue(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${control}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  }

  /** Finds an instrument by keyboard; the best match must read as expected. */
  async function choose(text: string, best: RegExp): Promise<void> {
    await page.getByRole('combobox', { name: 'Find instrument', exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(text);
    const first = page.getByRole('listbox', { name: 'Instruments found' }).getByRole('option').first();
    await expect.poll(() => first.innerText(), { timeout: 5000 }).toMatch(best);
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: 'Order ticket' }).getByRole('heading', { name: best }).waitFor();
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
    await choose('reliance', /^RELIANCE NSE/);
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('b');
    await page.keyboard.type('10');
    await page.keyboard.press('Control+Enter');
    // An Enter that is held repeats; nothing is sent by that, nor within a quarter of a second.
    await page.keyboard.down('Enter');
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

  it("quotes the broker that refused a child, beside that child; the others' orders stand", async () => {
    await atVenue('/reject', { client: 'SBC002', reason: 'margin', at: 'gate' });
    await choose('nifty ce', /^NIFTY .* CE/);
    await page.keyboard.press('Control+Enter');
    await send(page);
    await expectRows(page, 'Orders', (rows) => {
      expect(rows[0]).toMatch(/Filled ✓2 .*· 1 refused/);
      expect(rows.slice(0, 4).filter((row) => row.includes('Refused'))).toHaveLength(1);
    });
    await page.getByText(/^Zerodha refused c2: “.+”\. The other accounts go on\.$/).waitFor();
    await screenshot(page, 'child-refused');
  });

  it('logs an account out, skips it with its reason, and logs it in again at the broker', async () => {
    await page.getByRole('link', { name: /^Accounts/ }).click();
    await page.getByRole('button', { name: 'Log out c3' }).click();
    await page.getByRole('button', { name: 'Log in c3' }).waitFor();
    await screenshot(page, 'accounts');
    await page.getByRole('link', { name: 'Desk', exact: true }).click();
    await page.getByText('c3 is not logged in.').waitFor();
    await page.getByRole('button', { name: /^Buy 4 lots in 3 accounts/ }).click();
    await send(page);
    await expectRows(page, 'Orders', (rows) =>
      expect(rows.find((row) => row.includes('c3'))).toMatch(/Skipped/),
    );

    await page.getByRole('link', { name: /^Accounts/ }).click();
    await page.getByRole('button', { name: 'Log in c3' }).click();
    await page.getByRole('button', { name: /^Log in as .*SBC003/ }).click();
    await page.waitForURL('**/accounts?login=done*');
    await page.getByText('c3 is logged in.').waitFor();
    await page.getByRole('button', { name: 'Log out c3' }).waitFor();
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
    await desk.kill();
    await page
      .getByText(/^No connection to Copydesk since \d\d:\d\d:\d\d\. Figures are from then\./)
      .waitFor();
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
    await page.getByRole('status', { name: 'Connection' }).getByText('Live').waitFor({ timeout: 30_000 });
    await page.getByText('Not sent, no connection. Nothing left for a broker.').waitFor();
    expect(await page.locator('.stale-figure').count()).toBe(0);
  }, 90_000);

  it('signs out, and shows nothing of the desk any more', async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Asha Rao' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.goto(`${desk.url}/positions`);
    await page.waitForURL('**/sign-in');
    expect(complaints.lines.filter((line) => !line.includes('WebSocket'))).toEqual([]);
  });
});
