import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Complaints, DEADLINE_MS, describeInBrowser, expectSound, launch, screenshot } from './browser.ts';
import { DeskProcess } from './desk-process.ts';
import { aLivingOption } from './living-option.ts';
import { expectRows, expectWords, makeDesk, readerOf, rowsOf, signIn } from './people.ts';

/** Longer than a second of holding, and than the moment in which a held Enter is not taken as consent. */
const HELD_MS = 1200;
const GUARD_MS = 300;

describeInBrowser('What keeps the family safe: the morning, drift, the kill switch', () => {
  let desk: DeskProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let control: string;
  let instrument: { readonly id: string; readonly lotSize: number };
  const complaints = new Complaints();

  beforeAll(async () => {
    [desk, browser] = await Promise.all([DeskProcess.create(), launch()]);
    const owner = await browser.newContext();
    control = await makeDesk(owner.request, desk.url);
    await owner.close();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
    context.setDefaultTimeout(DEADLINE_MS);
    complaints.watch(context);
    page = await context.newPage();
    await page.goto(`${desk.url}/desk`);
    await signIn(page);
    await page.getByText('ARMED 3/3').first().waitFor();
    instrument = await aLivingOption(readerOf(context.request, desk.url));
    await atVenue('/market', { walking: false });
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  async function atVenue(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${control}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  }

  /** What the venue's own books say that a client holds. */
  async function heldAtVenue(client: string): Promise<number> {
    const answer = await fetch(`${control}/positions?client=${client}`);
    const { items } = (await answer.json()) as {
      items: readonly { readonly instrumentId: string; readonly quantity: number }[];
    };
    return items
      .filter((item) => item.instrumentId === instrument.id)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  }

  async function send(method: 'POST' | 'DELETE', path: string, data?: unknown): Promise<unknown> {
    const answer = await context.request.fetch(`${desk.url}${path}`, {
      method,
      headers: { origin: desk.url, 'content-type': 'application/json' },
      ...(data === undefined ? {} : { data }),
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.status() === 204 ? undefined : await answer.json();
  }

  async function hold(): Promise<void> {
    await page.keyboard.down(' ');
    await page.waitForTimeout(HELD_MS);
    await page.keyboard.up(' ');
  }

  it('opens with the morning board until the group is armed, and leads through the logins by L', async () => {
    await send('DELETE', `/api/accounts/${encodeURIComponent('CHILD:c3')}/session`);
    await send('DELETE', `/api/accounts/${encodeURIComponent('CHILD:c1')}/session`);
    await page.goto(`${desk.url}/copy`);
    await page.getByRole('button', { name: 'Disarm' }).click();
    await page.getByText('NOT ARMED').first().waitFor();
    await page.goto(desk.url);
    await page.waitForURL('**/readiness');
    await page.getByText('2 of 4 ready').waitFor();
    expect(await page.getByRole('button', { name: /^Arm / }).isDisabled()).toBe(true);
    await page.getByText('c1, c3 are not ready: log in, or leave out.').waitFor();
    await expectSound(page);
    await screenshot(page, 'readiness');

    await page.keyboard.press('l');
    await page.getByRole('button', { name: /^Log in as .*SBC001/ }).click();
    await page.waitForURL('**/readiness?login=done*');
    await page.getByText('c1 is logged in.').waitFor();
    // The next one has the focus already.
    await expect.poll(() => page.locator(':focus').innerText()).toMatch(/Log in next: c3 Upstox/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Log in as .*SBC003/ }).click();
    await page.waitForURL('**/readiness?login=done*');
    await page.getByText('4 of 4 ready').waitFor();
    await page.getByRole('button', { name: /^Arm / }).click();
    await page.getByText('Armed: entries are copied.').waitFor();
    await page.goto(desk.url);
    await page.waitForURL('**/desk');
  });

  it('shows a child that missed its entry, plans its repair, and sends the plan only as it was read', async () => {
    const { lotSize } = instrument;
    await atVenue('/reject', { client: 'SBC002', reason: 'margin', at: 'gate' });
    await send('POST', '/api/orders', {
      accountId: 'MASTER:k2',
      instrumentId: instrument.id,
      qty: lotSize,
      orderType: 'MARKET',
      side: 'BUY',
      productType: 'D',
    });
    const count = page.getByRole('link', { name: 'Drift, 1 open' });
    await count.waitFor();
    // Whatever stands in the bar, its last button is on the screen.
    const kill = await page.getByRole('button', { name: /^Kill/ }).boundingBox();
    expect((kill?.x ?? 0) + (kill?.width ?? 0)).toBeLessThanOrEqual(1440);
    await count.click();
    await expectRows(page, 'Drift', (rows) => {
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatch(/c2 sbx Zerodha NIFTY .* CE \+\d+ 0 −2 lots −[\d,]+\.\d\d/);
    });
    await expectSound(page);
    await screenshot(page, 'drift');

    // By keyboard alone: the row, its plan, the step, the second press.
    await page.getByRole('treegrid', { name: 'Drift' }).locator('[data-row]').first().focus();
    await page.keyboard.press('Enter');
    const plan = page.getByRole('region', { name: 'Plan' });
    const button = plan.getByRole('button', { name: `Buy ${2 * lotSize} in c2` });
    await button.waitFor();
    expect(await heldAtVenue('SBC002')).toBe(0);
    await expectSound(page);
    await screenshot(page, 'repair-plan');
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'Send?' }).waitFor();
    await page.waitForTimeout(GUARD_MS);
    await page.keyboard.press('Enter');
    await page.getByText(/^No drift\. Every child holds what its rule says/).waitFor();
    await expect.poll(() => heldAtVenue('SBC002')).toBe(2 * lotSize);
    expect(await count.count()).toBe(0);
  });

  it('stops everything by keyboard, cancels the entries, and lets exits through', async () => {
    const { lotSize } = instrument;
    await send('POST', '/api/orders', {
      accountId: 'MASTER:k2',
      instrumentId: instrument.id,
      qty: lotSize,
      orderType: 'LIMIT',
      price: 1,
      side: 'BUY',
      productType: 'D',
    });
    await page.getByRole('link', { name: 'Orders' }).click();
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toMatch(/LMT .* Open/));
    await page.keyboard.press('Control+Alt+k');
    const dialog = page.getByRole('dialog', { name: 'Kill switch' });
    await dialog.getByText('Blocks new exposure in 4 accounts').waitFor();
    await expectSound(page);
    await screenshot(page, 'kill-switch');
    // Let go too early: nothing happens.
    await page.keyboard.press(' ', { delay: 50 });
    await dialog.getByText('Let go too early. Nothing was sent.').waitFor();
    expect(await page.getByRole('region', { name: 'Kill switches that are on' }).count()).toBe(0);

    await hold();
    await dialog.getByRole('region', { name: 'What was stopped' }).waitFor();
    await screenshot(page, 'kill-switch-on');
    await page.keyboard.press('Escape');
    const strip = page.getByRole('region', { name: 'Kill switches that are on' });
    await strip.getByText(/^Kill switch on since \d\d:\d\d:\d\d, all accounts\. Exits work\./).waitFor();
    await expectRows(page, 'Orders', (rows) => expect(rows[0]).toContain('Cancelled'));
    await expectSound(page);

    const entry = await context.request.post(`${desk.url}/api/orders`, {
      headers: { origin: desk.url, 'content-type': 'application/json' },
      data: {
        accountId: 'MASTER:k2',
        instrumentId: instrument.id,
        qty: lotSize,
        orderType: 'MARKET',
        side: 'BUY',
        productType: 'D',
      },
    });
    expect(entry.status()).toBe(422);
    await page.getByRole('link', { name: 'Positions' }).click();
    await page.getByRole('treegrid', { name: 'Positions' }).locator('[data-row]').first().focus();
    await page.keyboard.press('Shift+E');
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(GUARD_MS);
    await page.keyboard.press('Enter');
    await expect.poll(() => heldAtVenue('SBK002')).toBe(0);
    await expect.poll(() => heldAtVenue('SBC002')).toBe(0);
  });

  it('lifts the switch after “Send?” only', async () => {
    const strip = page.getByRole('region', { name: 'Kill switches that are on' });
    await strip.getByRole('button', { name: 'Lift' }).click();
    await page.getByRole('group', { name: 'Send?' }).waitFor();
    await expectSound(page);
    await page.waitForTimeout(GUARD_MS);
    await page.keyboard.press('Enter');
    await strip.waitFor({ state: 'detached' });
    expect(complaints.lines).toEqual([]);
  });

  async function buy(lots: number, productType: 'D' | 'I' = 'D'): Promise<void> {
    await send('POST', '/api/orders', {
      accountId: 'MASTER:k2',
      instrumentId: instrument.id,
      qty: lots * instrument.lotSize,
      orderType: 'MARKET',
      side: 'BUY',
      productType,
    });
    await expect.poll(() => heldAtVenue('SBC001'), { timeout: 15_000 }).toBe(lots * instrument.lotSize);
  }

  const firstRow = () => page.getByRole('treegrid', { name: 'Positions' }).locator('[data-row]').first();

  it('leaves half by keyboard, fires a stop that was set in its cell, and says why everybody is flat', async () => {
    const { lotSize } = instrument;
    await atVenue('/price', { instrumentId: instrument.id, price: 100 });
    await buy(2);
    await page.goto(`${desk.url}/positions`);
    await expectRows(page, 'Positions', (rows) => expect(rows[0]).toContain(` NRML +${2 * lotSize} `));
    await firstRow().focus();
    await page.keyboard.press('e');
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(GUARD_MS);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // Half of c3's one lot is under one lot: it keeps nothing.
    for (const [client, lots] of [
      ['SBK002', 1],
      ['SBC001', 1],
      ['SBC002', 2],
      ['SBC003', 0],
    ] as const)
      await expect.poll(() => heldAtVenue(client), { timeout: 15_000 }).toBe(lots * lotSize);

    await firstRow().focus();
    await page.keyboard.press('p');
    await page.getByRole('textbox', { name: 'Stop ₹' }).fill('90');
    await page.keyboard.press('Shift+ArrowUp');
    await page.keyboard.press('Enter');
    await expectRows(page, 'Positions', (rows) => {
      expect(rows[0]).toMatch(/ 90\.50 — — /);
      expect(rows[1]).toMatch(/c1 sbx .* inherits — — /);
    });
    await page.getByText('stops fill at 90.50:').waitFor();
    await expectSound(page);
    await screenshot(page, 'stop-set');
    // Wider, by a step: asked about first, and left as it was.
    await page.keyboard.press('p');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page
      .getByRole('group', { name: 'Send?' })
      .getByText(/from 90\.50 to 90\.45 in k2, c1, c2/)
      .waitFor();
    await screenshot(page, 'stop-widened');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Day stop: off. Change' }).click();
    await page.keyboard.type('-500000');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Day stop: −5,00,000\.00/ }).waitFor();

    await atVenue('/price', { instrumentId: instrument.id, price: 90 });
    await expectWords(
      page,
      /^Stop 90\.50 was reached by 90\.00 at \d\d:\d\d:\d\d\. k2, c1, c2, c3 are flat\.$/,
    );
    for (const client of ['SBK002', 'SBC001', 'SBC002', 'SBC003'])
      expect(await heldAtVenue(client), client).toBe(0);
    await screenshot(page, 'stop-fired');
  }, 120_000);

  it('converts a position by keyboard, account by account, and says what became of each', async () => {
    const { lotSize } = instrument;
    await buy(1, 'I');
    await expectRows(page, 'Positions', (rows) => expect(rows[0]).toContain(` MIS +${lotSize} `));
    await firstRow().focus();
    await page.keyboard.press('v');
    const dialog = page.getByRole('dialog', { name: /^Convert NIFTY/ });
    await dialog.getByRole('button', { name: `Convert ${lotSize} to NRML` }).waitFor();
    await expectSound(page);
    await screenshot(page, 'convert');
    await page.waitForTimeout(GUARD_MS);
    await page.keyboard.press('Enter');
    await expect
      .poll(() => dialog.getByText('Converted', { exact: true }).count(), { timeout: 20_000 })
      .toBe(4);
    await page.keyboard.press('Escape');
    await expectRows(page, 'Positions', (rows) => expect(rows[0]).toContain(` NRML +${lotSize} `));
    await firstRow().focus();
    await page.keyboard.press('Shift+E');
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(GUARD_MS);
    await page.keyboard.press('Enter');
    for (const client of ['SBK002', 'SBC001', 'SBC002', 'SBC003'])
      await expect.poll(() => heldAtVenue(client), { timeout: 15_000 }).toBe(0);
  }, 120_000);

  it('squares off one account by holding, and leaves the others as they are', async () => {
    const { lotSize } = instrument;
    await send('POST', '/api/orders', {
      accountId: 'MASTER:k2',
      instrumentId: instrument.id,
      qty: lotSize,
      orderType: 'MARKET',
      side: 'BUY',
      productType: 'D',
    });
    await expect.poll(() => heldAtVenue('SBC001')).toBe(lotSize);
    await page.goto(`${desk.url}/positions`);
    expect((await rowsOf(page, 'Positions')).length).toBeGreaterThanOrEqual(0);
    await page.getByRole('button', { name: 'Square off' }).click();
    const dialog = page.getByRole('dialog', { name: 'Square off' });
    await dialog.getByText('Account', { exact: true }).first().click();
    await dialog.getByLabel('Account', { exact: true }).last().selectOption({ label: 'c1 sbx Upstox' });
    await dialog.getByRole('button', { name: /^Hold to square off c1/ }).focus();
    await expectSound(page);
    await screenshot(page, 'square-off');
    await hold();
    await expect.poll(() => heldAtVenue('SBC001')).toBe(0);
    expect(await heldAtVenue('SBK002')).toBe(lotSize);
  });
});
