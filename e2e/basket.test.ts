import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  Complaints,
  CUT,
  DEADLINE_MS,
  describeInBrowser,
  expectSoundInBoth,
  launch,
  OVERFLOW,
  openPhone,
  SMALL,
  screenshot,
} from './browser.ts';
import { DeskProcess } from './desk-process.ts';
import { makeDesk, send, signIn } from './people.ts';
import { VenueControl } from './venue-control.ts';

const SOON = { timeout: DEADLINE_MS } as const;

describeInBrowser('A basket', () => {
  let desk: DeskProcess;
  let browser: Browser;
  let page: Page;
  let venue: VenueControl;
  /** By the account's name: who it is at the venue. */
  let clients: ReadonlyMap<string, string>;
  const complaints = new Complaints();

  beforeAll(async () => {
    [desk, browser] = await Promise.all([DeskProcess.create(), launch()]);
    const owner = await browser.newContext();
    venue = new VenueControl(await makeDesk(owner.request, desk.url));
    await venue.do('/market', { walking: false });
    const { items } = (await (await owner.request.get(`${desk.url}/api/accounts`)).json()) as {
      items: { address: string; clientId: string }[];
    };
    clients = new Map(items.map(({ address, clientId }) => [address, clientId]));
    await owner.close();
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(DEADLINE_MS);
    complaints.watch(context);
    page = await context.newPage();
    await page.goto(`${desk.url}/desk`);
    await signIn(page);
    await page.getByText('ARMED 3/3').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const basket = () => page.getByRole('form', { name: 'Basket' });
  const legs = async (): Promise<readonly string[]> =>
    (await basket().getByRole('list', { name: /^Legs/ }).getByRole('listitem').allInnerTexts()).map((text) =>
      text.replaceAll(/\s+/g, ' '),
    );
  /** Sides and fills of each client's orders, as the venue had them one after the other. */
  const record = async (): Promise<readonly string[]> =>
    await Promise.all(
      [...clients].map(async ([address, client]) => {
        const orders = await venue.orders(client);
        const sides = orders.map(({ side, quantity, filledQuantity }) =>
          quantity === filledQuantity ? side : `${side} ${filledQuantity}/${quantity}`,
        );
        return `${address} ${sides.join(' ')}`;
      }),
    );
  const everywhere = (sides: string): readonly string[] =>
    [...clients.keys()].map((address) => `${address} ${sides}`);
  const open = async (): Promise<number> =>
    (await venue.positions()).filter(({ quantity }) => quantity !== 0).length;

  /** Nothing has the focus; then the option chain has it, at the money's call. */
  async function toChain(): Promise<void> {
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('3');
    await expect.poll(() => page.evaluate('document.activeElement?.dataset.leg'), SOON).toMatch(/:call$/);
  }

  it('is collected by keyboard alone, hedge first whatever came first, and sent to the family', async () => {
    await page.locator('[data-leg]').first().waitFor();
    await toChain();
    await page.keyboard.press('Shift+Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expect.poll(legs, SOON).toHaveLength(2);
    const [first, second] = await legs();
    expect(first).toMatch(/^1 NIFTY .* CE .*bought before anything is sold/);
    expect(second).toMatch(/^2 NIFTY .* CE .*sold when everything before has filled/);
    await basket().getByText('Goes to 4 of 4 accounts').waitFor();
    await expectSoundInBoth(page, 'basket-legs');

    await page.keyboard.press('4');
    // An Enter that is still held when the question appears is no consent.
    await page.keyboard.down('Control');
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('Enter');
    await page.keyboard.up('Control');
    const step = page.getByRole('group', { name: 'Send?' });
    await step.waitFor();
    await page.waitForTimeout(300);
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    expect(await step.innerText()).toMatch(
      /Buy 1 lot NIFTY .* CE at market, then Sell 1 lot NIFTY .* CE at market: k2, c1, c2, c3\./,
    );
    expect(await venue.orders()).toEqual([]);
    await send(page);
    await basket().getByText('Complete', { exact: true }).first().waitFor();
    await expect.poll(record, SOON).toEqual(everywhere('BUY SELL'));
    await expect.poll(() => basket().getByText('Complete', { exact: true }).count(), SOON).toBe(5);
    await expectSoundInBoth(page, 'basket-sent');
  });

  it('is found again from its orders, on its page and in the blotter', async () => {
    await page.reload();
    await page.getByRole('treegrid', { name: 'Orders' }).locator('[data-row]').first().waitFor();
    expect(await page.evaluate(CUT), 'cut in the blotter').toEqual([]);
    await page.keyboard.press('5');
    await page.keyboard.press('Home');
    await page.keyboard.press('j');
    await page.waitForURL('**/baskets/*');
    await page.getByRole('heading', { name: 'Basket of 2 legs' }).waitFor();
    const rows = page.getByRole('region', { name: 'Each leg in each account' }).getByRole('row');
    await expect.poll(() => rows.count(), SOON).toBe(5);
    for (const row of (await rows.allInnerTexts()).slice(1)) expect(row).toMatch(/Filled.*Filled.*Complete/s);
    await expectSoundInBoth(page, 'basket-page');
    await page.getByRole('link', { name: 'All baskets' }).click();
    await page.getByRole('treegrid', { name: 'Baskets' }).locator('[data-row]').first().waitFor();
    await expectSoundInBoth(page, 'baskets');
    await page.goto(`${desk.url}/desk?tab=baskets`);
    const row = page.getByRole('treegrid', { name: 'Baskets' }).locator('[data-row]').first();
    await row.waitFor();
    expect(await row.innerText()).toMatch(/BUY NIFTY .* CE, SELL NIFTY .* CE\s+Complete\s+—/);
    await row.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/baskets/*');
  });

  it('leaves everything by another one: the short is bought back before its hedge is released', async () => {
    await page.goto(`${desk.url}/desk`);
    await page.locator('[data-leg]').first().waitFor();
    await toChain();
    // What B and S do on a price goes to the ticket until legs are collected.
    await page.keyboard.press('n');
    await basket().waitFor();
    await toChain();
    await page.keyboard.press('b');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('s');
    await expect.poll(legs, SOON).toHaveLength(2);
    const [first, second] = await legs();
    expect(first).toContain('buys back a short, before everything else');
    expect(second).toContain('released when everything before has filled');
    await page.keyboard.press('4');
    await page.keyboard.press('Control+Enter');
    await send(page);
    await expect.poll(record, SOON).toEqual(everywhere('BUY SELL BUY SELL'));
    await basket().getByText('Complete', { exact: true }).first().waitFor();
    await expect.poll(open, SOON).toBe(0);
  });

  it('says which child cannot complete and why, and undoes it there; what is ended by hand is asked first', async () => {
    await page.goto(`${desk.url}/desk`);
    await page.locator('[data-leg]').first().waitFor();
    await venue.do('/market', { matching: 'manual' });
    await toChain();
    await page.keyboard.press('Shift+Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expect.poll(legs, SOON).toHaveLength(2);
    await page.keyboard.press('4');
    await page.keyboard.press('Control+Enter');
    await send(page);
    await basket().getByText('Running').first().waitFor();
    const resting = async () => (await venue.orders()).filter(({ status }) => status === 'working');
    await expect.poll(async () => (await resting()).length, SOON).toBe(4);
    await venue.do('/reject', { client: clients.get('CHILD:c2'), reason: 'margin', at: 'gate' });
    for (const { orderId, quantity } of await resting()) await venue.do('/fills', { orderId, quantity });
    await basket()
      .getByText(/^c2 cannot complete leg 2\. Not enough margin\. .*It is being undone/)
      .waitFor();
    await expectSoundInBoth(page, 'basket-undoing');
    await page.getByRole('button', { name: 'Cancel basket' }).focus();
    await page.keyboard.press('Enter');
    await expectSoundInBoth(page, 'basket-end');
    await venue.do('/market', { matching: 'auto' });
    const step = page.getByRole('group', { name: 'Send?' });
    if (await step.isVisible()) await page.keyboard.press('Escape');
    await basket()
      .getByText(/^c2 cannot complete .*What it had of the basket was taken out again\.$/)
      .waitFor();
    await basket().getByText('Ended incomplete').waitFor();
    await screenshot(page, 'basket-undone');
  });

  it('on a phone is put together by touch, and shown without overflow', async () => {
    const phone = await openPhone(browser);
    await phone.goto(`${desk.url}/desk`);
    await signIn(phone);
    await phone.waitForURL('**/positions');
    await phone.goto(`${desk.url}/desk`);
    await phone.getByRole('button', { name: 'Chain', exact: true }).tap();
    await phone.locator('[data-leg]').first().waitFor();
    await phone.getByRole('button', { name: 'Collect legs' }).tap();
    await phone.locator('[data-leg$=":call"]').nth(20).tap();
    await phone.locator('[data-leg$=":call"]').nth(22).tap();
    await phone.getByRole('button', { name: 'Basket 2' }).tap();
    await phone
      .getByRole('form', { name: 'Basket' })
      .getByText(/^Goes to \d of 4 accounts/)
      .waitFor();
    expect(await phone.evaluate(OVERFLOW)).toBe(false);
    expect(await phone.evaluate(SMALL)).toEqual([]);
    await screenshot(phone, 'basket-phone');
    await phone.goto(`${desk.url}/orders`);
    await phone
      .getByRole('link', { name: /^Basket of / })
      .first()
      .tap();
    await phone.waitForURL('**/baskets/*');
    await phone.getByRole('region', { name: 'Each leg in each account' }).waitFor();
    expect(await phone.evaluate(OVERFLOW)).toBe(false);
    expect(await phone.evaluate(SMALL)).toEqual([]);
    await screenshot(phone, 'basket-phone-page');
    await phone.context().close();
    expect(complaints.lines.filter((line) => !line.includes('WebSocket'))).toEqual([]);
  });
});
