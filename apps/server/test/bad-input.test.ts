import { problemSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

describe('bad input', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let good: Record<string, unknown>;
  let instrument: { id: string; lotSize: number; expiry: string };
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    ({ order: good, instrument } = await contractOrder(owner));
  });
  afterAll(() => desk?.close());

  /** The last durable event once nothing is on its way to the disk any more; events nobody waits for come there 25 ms later. */
  async function lastEvent(): Promise<number> {
    const asOf = async () => (await owner.get('/api/groups')).body.asOf as number;
    let last = await asOf();
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      const now = await asOf();
      if (now === last) return now;
      last = now;
    }
  }

  async function refused(method: string, path: string, body: unknown) {
    const events = await lastEvent();
    const reply = await owner.ask(method, path, body);
    const problem = z.parse(problemSchema, reply.body);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(problem.status).toBeGreaterThanOrEqual(400);
    expect(problem.status).toBeLessThan(500);
    expect(await lastEvent()).toBe(events);
    expect(await venue.orders()).toEqual([]);
    return problem;
  }

  it.each<[string, Record<string, unknown>, string, string]>([
    ['an unknown account', { accountId: 'MASTER:nobody' }, 'account-not-found', '/accountId'],
    ['an expired contract', { expiry: '2024-11-27' }, 'instrument-expired', '/expiry'],
    ['an expiry that does not exist', { expiry: '2031-01-01' }, 'instrument-not-found', '/expiry'],
    ['a strike that does not exist', { strike: '43017' }, 'instrument-not-found', '/strike'],
    ['an unknown underlying', { baseInstrument: 'BANKNIFFTY' }, 'instrument-not-found', '/baseInstrument'],
    ['a quantity off the lot', { qty: 7 }, 'lot-size-mismatch', '/qty'],
    [
      'a quantity off the lot by its other name',
      { qty: undefined, quantity: 7 },
      'lot-size-mismatch',
      '/quantity',
    ],
    ['a price off the tick', { orderType: 'LIMIT', price: '100.03' }, 'price-off-tick', '/price'],
    ['a price finer than any', { orderType: 'LIMIT', price: '100.00001' }, 'invalid-input', '/price'],
    ['no price for a limit', { orderType: 'LIMIT' }, 'price-required', '/price'],
    ['a price for a market order', { price: 100 }, 'price-not-allowed', '/price'],
    ['no trigger for a stop', { orderType: 'SL', price: 100 }, 'price-required', '/triggerPrice'],
    ['a negative quantity', { qty: -30 }, 'invalid-input', '/qty'],
    ['a huge quantity', { qty: 30_000_000_000 }, 'invalid-input', '/qty'],
    ['a quantity of nothing', { qty: 0 }, 'invalid-input', '/qty'],
    ['NaN as text', { qty: 'NaN' }, 'invalid-input', '/qty'],
    ['a quantity of a wrong type', { qty: { lots: 1 } }, 'invalid-input', '/qty'],
    ['a negative price', { orderType: 'LIMIT', price: -1 }, 'invalid-input', '/price'],
    ['an infinite price', { orderType: 'LIMIT', price: '1e999' }, 'invalid-input', '/price'],
    ['a side that does not exist', { side: 'HOLD' }, 'invalid-input', '/side'],
    ['a product that does not exist', { productType: 'CNC' }, 'invalid-input', '/productType'],
    ['margin funding for an option', { productType: 'MTF' }, 'not-supported', '/productType'],
    ['a field nobody knows', { quantitiy: 30 }, 'invalid-input', '/quantitiy'],
    ['a description without a strike', { strike: undefined }, 'invalid-input', '/strike'],
    ['nothing to say which instrument', { baseInstrument: undefined }, 'invalid-input', '/instrumentId'],
  ])('%s is refused at its path, and nothing happens', async (_what, change, code, path) => {
    const problem = await refused('POST', '/api/orders', { ...good, ...change });
    expect([problem.code, problem.errors?.[0]?.path]).toEqual([code, path]);
  });

  it('names the nearest that exist', async () => {
    const strike = await refused('POST', '/api/orders', { ...good, strike: 43017 });
    expect(strike.facts?.['nearestStrikes']).toContain('43000');
    expect(strike.detail).toContain('43000');
    const expiry = await refused('POST', '/api/orders', { ...good, expiry: '2024-11-27' });
    expect(expiry.facts?.['nearestExpiries']).toContain(instrument.expiry);
    const lot = await refused('POST', '/api/orders', { ...good, qty: instrument.lotSize + 1 });
    expect(lot.facts).toMatchObject({ below: instrument.lotSize, above: 2 * instrument.lotSize });
  });

  it('refuses an unknown instrument id at its own path', async () => {
    const { accountId, side, orderType, productType, qty } = good;
    const order = {
      accountId,
      side,
      orderType,
      productType,
      qty,
      instrumentId: 'NFO:BANKNIFTY:2031-01-01:43000:CE',
    };
    const problem = await refused('POST', '/api/orders', order);
    expect(problem.errors?.[0]?.path).toBe('/instrumentId');
  });

  it('refuses what has no account, order or position', async () => {
    expect((await refused('PATCH', '/api/orders/nothing', { price: 100 })).code).toBe('order-not-found');
    expect((await refused('PATCH', '/api/orders/nothing', {})).code).toBe('invalid-input');
    expect((await refused('DELETE', '/api/orders/nothing', undefined)).code).toBe('order-not-found');
    const exit = { accountId: 'MASTER:k2', instrumentId: instrument.id, product: 'D' };
    expect((await refused('POST', '/api/positions/exit', { ...exit, fraction: 1 })).code).toBe(
      'nothing-to-exit',
    );
    for (const fraction of [0, -0.5, 1.01, 'half']) {
      const problem = await refused('POST', '/api/positions/exit', { ...exit, fraction });
      expect(problem.errors?.[0]?.path).toBe('/fraction');
    }
    const neither = await refused('POST', '/api/positions/exit', exit);
    expect(neither.errors?.[0]).toMatchObject({ path: '/fraction', code: 'required' });
  });

  it('refuses an account without a session', async () => {
    await owner.ask('DELETE', '/api/accounts/MASTER%3Ak2/session');
    const problem = await refused('POST', '/api/orders', good);
    expect([problem.status, problem.code]).toEqual([409, 'no-session']);
    await owner.post('/api/sandbox/desk');
  });

  it('refuses groups that cannot be', async () => {
    const { items } = (await owner.get('/api/groups')).body;
    const [group] = items;
    const child = {
      account: 'CHILD:c1',
      relationship: 'self',
      declaredOn: '2026-04-12',
      sizing: { kind: 'fixed', lots: 1 },
    };
    const taken = await refused('POST', '/api/groups', {
      name: 'Second',
      master: 'MASTER:k2',
      children: [child],
    });
    expect(taken.code).toBe('account-in-a-group');
    const stale = await refused('PATCH', `/api/groups/${group.id}`, { version: 1, name: 'Other' });
    expect([stale.status, stale.code]).toEqual([409, 'stale-version']);
    const stopped = [{ ...child, state: 'stopped' }];
    const problem = await refused('PATCH', `/api/groups/${group.id}`, {
      version: group.version,
      children: stopped,
    });
    expect(problem.errors?.[0]?.path).toBe('/children/0/state');
    const factor = { ...child, sizing: { kind: 'multiplier', factor: '0.0000001' } };
    const fine = await refused('PATCH', `/api/groups/${group.id}`, {
      version: group.version,
      children: [factor],
    });
    expect(fine.errors?.[0]).toMatchObject({ path: '/children/0/sizing/factor', code: 'too-fine' });
    expect((await refused('DELETE', '/api/groups/nothing', undefined)).code).toBe('group-not-found');
  });

  it('refuses accounts that cannot be', async () => {
    const account = {
      address: 'CHILD:c9',
      broker: 'zerodha-sandbox',
      clientId: 'AB1234',
      credentials: { apiKey: 'kk1234', apiSecret: 'secret-of-AB1234' },
    };
    const unknown = await refused('POST', '/api/accounts', { ...account, broker: 'nobody' });
    expect([unknown.code, unknown.errors?.[0]?.path]).toEqual(['broker-not-installed', '/broker']);
    const none = await refused('POST', '/api/accounts', { ...account, credentials: { apiKey: 'kk1234' } });
    expect(none.errors?.[0]?.path).toBe('/credentials/apiSecret');
    const extra = await refused('POST', '/api/accounts', {
      ...account,
      credentials: { ...account.credentials, pin: '1' },
    });
    expect(extra.errors?.[0]).toMatchObject({ path: '/credentials/pin', code: 'unknown-field' });
    expect(JSON.stringify(extra)).not.toContain('secret-of-AB1234');
    const egress = await refused('POST', '/api/accounts', { ...account, egress: 'here' });
    expect(egress.errors?.[0]?.path).toBe('/egress');
    const taken = await refused('POST', '/api/accounts', { ...account, address: 'MASTER:k2' });
    expect([taken.code, taken.errors?.[0]?.path]).toEqual(['account-address-taken', '/address']);
    const address = await refused('POST', '/api/accounts', { ...account, address: 'two words' });
    expect(address.errors?.[0]?.path).toBe('/address');
    const used = await refused('DELETE', '/api/accounts/MASTER%3Ak2', undefined);
    expect([used.status, used.code]).toEqual([409, 'account-in-use']);
  });
});
