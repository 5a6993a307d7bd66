import { conditionsSchema, orderSchema, readinessSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, type Reply, startDesk, type TestDesk } from './running-desk.ts';
import { type Venue, venueOf } from './sandbox-venue.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SHARES = 10;
const LISTS_WITHIN_MS = 30_000;

/** How a person goes through a broker's page: the one button that says yes. */
const DECISIONS = { 'zerodha-sandbox': 'status=success', 'upstox-sandbox': 'decision=authorise' } as const;

/** Eleven in the morning in India, on the day after today's there. */
function tomorrowAtEleven(): string {
  const day = new Date(Date.now() + 5.5 * 3_600_000 + DAY_MS).toISOString().slice(0, 10);
  return new Date(`${day}T11:00:00+05:30`).toISOString();
}

describe('the morning board', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let clients: Record<string, { readonly broker: keyof typeof DECISIONS; readonly client: string }>;

  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    venue = await venueOf(desk, owner);
    // Far from the hours at which brokers end sessions and give new lists, whenever the test is run.
    await venue.do('POST', '/clock', { now: tomorrowAtEleven() });
    await owner.post('/api/sandbox/desk');
    await venue.do('POST', '/market', { walking: false });
    const { items } = (await owner.get('/api/accounts')).body;
    clients = Object.fromEntries(
      items.map((account: { address: string; broker: keyof typeof DECISIONS; clientId: string }) => [
        account.address,
        { broker: account.broker, client: account.clientId },
      ]),
    );
  });
  afterAll(() => desk?.close());

  const board = async () => z.parse(readinessSchema, (await owner.get('/api/readiness')).body);
  const rowOf = async (address: string) => {
    const row = (await board()).accounts.find((account) => account.account === address);
    if (row === undefined) throw new Error(`The board has no ${address}.`);
    return row;
  };
  const atVenue = (address: string) => {
    const { broker, client } = clients[address] ?? { broker: 'zerodha-sandbox', client: '' };
    return { broker: broker.replace('-sandbox', ''), client };
  };
  const change = (address: string, what: object) =>
    venue.do('POST', '/clients', { ...atVenue(address), ...what });
  const path = (address: string, rest: string) => `/api/accounts/${encodeURIComponent(address)}/${rest}`;

  async function logIn(address: string): Promise<void> {
    const { broker, client } = atVenue(address);
    const accessToken = await venue.tokenOf(broker, client);
    expect((await owner.ask('PUT', path(address, 'session'), { accessToken })).status).toBe(200);
  }

  async function visit(address: string): Promise<void> {
    const asked = await owner.post(path(address, 'holdings-authorisation'));
    expect(asked.status).toBe(200);
    const { broker } = clients[address] ?? { broker: 'zerodha-sandbox' };
    const page = await fetch(asked.body.url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('form');
    const done = await fetch(asked.body.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: DECISIONS[broker],
    });
    expect(done.ok).toBe(true);
  }

  it('knows of every account what the market needs of it, and asks the brokers at the login', async () => {
    // The lists come a little later than the accounts, each broker's by itself, and again where the clock was set meanwhile.
    const isReady = async () =>
      (await board()).accounts.every(
        ({ egress, problems, instrumentsAgeMs }) =>
          egress.state === 'ok' && problems.length === 0 && (instrumentsAgeMs ?? HOUR_MS) < HOUR_MS,
      );
    await eventually(
      'everything to be there',
      async () => ((await isReady()) ? true : undefined),
      LISTS_WITHIN_MS,
    );
    const { accounts, groups, markets } = await board();
    expect(accounts).toHaveLength(4);
    for (const account of accounts) {
      expect(account).toMatchObject({ stream: 'up', guarded: null, clockSkewMs: 0, authoriseSalesAt: null });
      expect(account.problems).toEqual([]);
      expect(account.funds?.available).toBeGreaterThan(0);
      expect(account.instrumentsAgeMs).toBeGreaterThanOrEqual(0);
    }
    expect(groups).toMatchObject([{ armed: true, reasons: [] }]);
    expect(markets.find(({ segment }) => segment === 'NFO')).toMatchObject({
      environment: 'sandbox',
      open: true,
      closesAt: null,
    });
  }, 40_000);

  it('shows an account as unguarded when it has a loss limit and nobody is logged in', async () => {
    const [group] = (await owner.get('/api/groups')).body.items;
    const children = group.children.map((child: { account: string }) => ({
      ...child,
      accountId: undefined,
      stoppedBecause: undefined,
      capital: undefined,
      unclosed: undefined,
      dayLoss: undefined,
      ...(child.account === 'CHILD:c3' ? { guards: { maxDayLoss: { amount: 15_000, then: 'stop' } } } : {}),
    }));
    const changed = await owner.ask('PATCH', `/api/groups/${group.id}`, { version: group.version, children });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    expect((await rowOf('CHILD:c3')).guarded).toBe(true);
    await owner.ask('DELETE', path('CHILD:c3', 'session'));
    const out = await rowOf('CHILD:c3');
    expect(out.guarded).toBe(false);
    expect(out.problems.join(' ')).toContain('Unguarded');
    await logIn('CHILD:c3');
    await eventually('it to be guarded again', async () =>
      (await rowOf('CHILD:c3')).guarded === true ? true : undefined,
    );
  });

  it('follows the venue’s clock, so that a clock moved there is no skew', async () => {
    await venue.do('POST', '/clock', { advanceMs: HOUR_MS });
    await eventually('the desk to live by the venue’s clock', async () => {
      const { clockSkewMs } = await rowOf('MASTER:k2');
      return Math.abs(clockSkewMs ?? 9_999) < 2_000 ? true : undefined;
    });
    // An hour older than they were, by the clock of those who trade by them.
    const { instrumentsAgeMs } = await rowOf('MASTER:k2');
    expect(instrumentsAgeMs).toBeGreaterThanOrEqual(HOUR_MS);
    expect(instrumentsAgeMs).toBeLessThan(HOUR_MS + 600_000);
  });

  it('says which sales need the depository, gives the page, and lets what waited go, at both brokers', async () => {
    const share = (await owner.get('/api/instruments?q=reliance&kind=EQ&exchange=NSE&limit=1')).body.items[0];
    const buy = {
      accountId: 'MASTER:k2',
      instrumentId: share.id,
      qty: SHARES,
      orderType: 'MARKET',
      side: 'BUY',
      productType: 'D',
    };
    const bought = await owner.post('/api/orders', buy);
    expect(bought.status, JSON.stringify(bought.body)).toBe(202);
    await eventually(
      'the children to hold shares',
      async () => {
        const order = z.parse(orderSchema, (await owner.get(`/api/orders/${bought.body.id}`)).body);
        const held = order.childOrders.filter(({ filledQuantity }) => (filledQuantity ?? 0) > 0);
        return held.length === 3 ? true : undefined;
      },
      20_000,
    );
    for (const address of ['CHILD:c1', 'CHILD:c2']) await change(address, { ddpi: false });
    // Bought on the first day, delivered on the second.
    for (let day = 0; day < 2; day += 1) await venue.do('POST', '/clock', { advanceMs: DAY_MS });
    await eventually('the sessions of the day to be over', async () =>
      (await board()).accounts.every((account) => account.sessionValidUntil === null) ? true : undefined,
    );
    for (const address of Object.keys(clients)) await logIn(address);
    await eventually('everybody to be ready', async () =>
      (await board()).accounts.every((account) => account.settled) ? true : undefined,
    );
    expect((await rowOf('MASTER:k2')).authoriseSalesAt).toBeNull();
    for (const address of ['CHILD:c1', 'CHILD:c2']) {
      // A login is a burst of reads, of which a broker may refuse one: the board asks again at each look.
      const row = await eventually(`the board to tell of ${address}`, async () => {
        const now = await rowOf(address);
        return now.authoriseSalesAt === null ? undefined : now;
      });
      expect(row).toMatchObject({
        ddpi: 'each-day',
        authoriseSalesAt: path(address, 'holdings-authorisation'),
      });
      expect(row.problems).toContain('Sales of holdings are not authorised for today.');
    }

    const exit = { accountId: 'MASTER:k2', instrumentId: share.id, product: 'D', fraction: 1 };
    const sold = await owner.post('/api/positions/exit', exit);
    expect(sold.status, JSON.stringify(sold.body)).toBe(202);
    const children = async () => {
      const order = z.parse(orderSchema, (await owner.get(`/api/orders/${sold.body.id}`)).body);
      return order.childOrders.filter(({ account }) => account === 'CHILD:c1' || account === 'CHILD:c2');
    };
    await eventually('both brokers to refuse', async () =>
      (await children()).filter(({ reason }) => reason?.code === 'authorisation').length === 2
        ? true
        : undefined,
    );
    await eventually('the owners to be told what to do', async () => {
      const told: string[] = [];
      for (let next: string | null = '0'; next !== null; ) {
        const page: Reply = await owner.get(`/api/events?limit=500&after=${next}`);
        for (const { text } of page.body.items) if (text.includes('holdings-authorisation')) told.push(text);
        next = page.body.next;
      }
      return told.length === 2 ? true : undefined;
    });

    for (const address of ['CHILD:c1', 'CHILD:c2']) await visit(address);
    await eventually(
      'what waited to go',
      async () => {
        const filled = (await children()).filter(({ status }) => status === 'filled');
        return filled.length === 2 ? true : undefined;
      },
      30_000,
    );
    for (const address of ['CHILD:c1', 'CHILD:c2']) {
      expect((await rowOf(address)).authoriseSalesAt).toBeNull();
    }
  }, 90_000);

  it('asks nobody’s broker for a page without a session, and tells of no other person’s account', async () => {
    await owner.ask('DELETE', path('CHILD:c1', 'session'));
    for (const what of ['holdings-authorisation', 'address-check']) {
      const refused = await owner.post(path('CHILD:c1', what));
      expect([refused.status, refused.body.code]).toEqual([409, 'no-session']);
      const unknown = await owner.post(path('CHILD:c9', what));
      expect([unknown.status, unknown.body.code]).toEqual([404, 'account-not-found']);
    }
  });

  it('tells what time it is, when intraday is closed, and what is left of the rates', async () => {
    const conditions = async () => z.parse(conditionsSchema, (await owner.get('/api/conditions')).body);
    const always = await conditions();
    expect(always.accounts.map(({ account }) => account)).toContain('MASTER:k2');
    for (const { orderRate, laneDepth, account, feed } of always.accounts) {
      expect(orderRate, account).toMatchObject({ windowMs: 1_000 });
      expect(orderRate?.used).toBeLessThanOrEqual(orderRate?.limit ?? 0);
      expect(laneDepth).toBe(0);
      expect(feed === null, account).toBe(account === 'CHILD:c1');
    }
    expect(always.markets.every(({ open, deskClosesAt }) => open && deskClosesAt === null)).toBe(true);

    // A Wednesday that is no holiday.
    await venue.do('POST', '/clock', { now: '2027-02-03T15:02:00+05:30' });
    await venue.do('POST', '/market', { open: 'calendar' });
    const hours = await eventually('the hours of the day', async () => {
      const { markets, clocks } = await conditions();
      const nfo = markets.find(({ segment }) => segment === 'NFO');
      return nfo?.deskClosesAt ? { nfo, at: clocks[0]?.at ?? '' } : undefined;
    });
    expect(Date.parse(hours.nfo.deskClosesAt ?? '')).toBe(Date.parse('2027-02-03T15:10:00+05:30'));
    expect(Date.parse(hours.nfo.cutOffAt ?? '')).toBeGreaterThan(Date.parse('2027-02-03T15:10:00+05:30'));
    expect(Math.abs(Date.parse(hours.at) - Date.parse('2027-02-03T15:02:00+05:30'))).toBeLessThan(60_000);
  });
});
