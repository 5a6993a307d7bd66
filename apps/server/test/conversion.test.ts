/** Converting positions over HTTP, on the sandbox's two brokers. */
import { conversionSchema, conversionsSchema, positionsSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

describe('a conversion over HTTP', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let instrument: { id: string; lotSize: number };
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    const contract = await contractOrder(owner, 2);
    instrument = contract.instrument;
    await owner.post('/api/orders', { ...contract.order, productType: 'I' });
    await eventually('everybody to hold', async () => {
      const open = (await venue.positions()).filter((position) => position.quantity !== 0);
      return open.length === 4 ? true : undefined;
    });
    await eventually('the desk to know', async () => {
      const { items } = z.parse(positionsSchema, (await owner.get('/api/positions')).body);
      const [first] = items;
      return first?.copied === 2 * instrument.lotSize && first.childPositions.length === 3 ? true : undefined;
    });
  });
  afterAll(() => desk?.close());

  const body = (quantity: number, more: object = {}) => ({
    accountId: 'MASTER:k2',
    instrumentId: instrument.id,
    from: 'I',
    to: 'D',
    quantity,
    ...more,
  });

  it('answers 202 with the conversion, reaches every child, and the same key gives the same answer', async () => {
    const key = { 'idempotency-key': 'convert-1' };
    const first = await owner.post('/api/positions/convert', body(instrument.lotSize), key);
    expect(first.status).toBe(202);
    const made = z.parse(conversionSchema, first.body);
    expect(made).toMatchObject({ account: 'MASTER:k2', from: 'I', to: 'D', quantity: instrument.lotSize });
    const again = await owner.post('/api/positions/convert', body(instrument.lotSize), key);
    expect([again.status, again.body.id, again.headers.get('idempotency-replayed')]).toEqual([
      202,
      made.id,
      'true',
    ]);
    const done = await eventually('all children to have ended', async () => {
      const shown = z.parse(conversionSchema, (await owner.get(`/api/conversions/${made.id}`)).body);
      const over = shown.childConversions.every(({ status }) => ['done', 'skipped'].includes(status));
      return shown.childConversions.length === 3 && over ? shown : undefined;
    });
    const { lotSize } = instrument;
    // One lot of c3 cannot be halved: it stays, and says so.
    expect(
      done.childConversions.map(({ account, status, quantity }) => [account, status, quantity]).sort(),
    ).toEqual([
      ['CHILD:c1', 'done', lotSize],
      ['CHILD:c2', 'done', 2 * lotSize],
      ['CHILD:c3', 'skipped', 0],
    ]);
    expect(done.childConversions.find(({ status }) => status === 'skipped')?.reason?.code).toBe(
      'under-one-lot',
    );
    const { items } = z.parse(positionsSchema, (await owner.get('/api/positions')).body);
    expect(items.map(({ product, netQty, copied }) => [product, netQty, copied]).sort()).toEqual([
      ['D', lotSize, lotSize],
      ['I', lotSize, lotSize],
    ]);
    const requests = await venue.requests('SBK002');
    expect(requests.filter(({ method, path }) => method === 'PUT' && /positions/.test(path))).toHaveLength(1);
  });

  it('is refused with the reason and the field, and nothing happens', async () => {
    const refusals = [
      [body(instrument.lotSize, { to: 'I' }), 400, 'invalid-input', '/to'],
      [body(instrument.lotSize, { to: 'MTF' }), 422, 'not-supported', '/to'],
      [body(9 * instrument.lotSize), 422, 'quantity-too-large', '/quantity'],
      [body(instrument.lotSize + 1), 422, 'lot-size-mismatch', '/quantity'],
      [body(instrument.lotSize, { accountId: 'MASTER:none' }), 422, 'account-not-found', '/accountId'],
    ] as const;
    for (const [ask, status, code, path] of refusals) {
      const reply = await owner.post('/api/positions/convert', ask);
      expect([reply.status, reply.body.code, reply.body.errors?.[0]?.path]).toEqual([status, code, path]);
    }
    const none = await owner.post('/api/positions/convert', body(1, { instrumentId: 'NSE:RELIANCE' }));
    expect([none.status, none.body.code]).toEqual([409, 'position-not-found']);
    const { items } = z.parse(conversionsSchema, (await owner.get('/api/conversions')).body);
    expect(items).toHaveLength(1);
    const ofChild = z.parse(conversionsSchema, (await owner.get('/api/conversions?account=CHILD%3Ac2')).body);
    expect(ofChild.items.map(({ origin, quantity }) => [origin, quantity])).toEqual([
      ['copy', 2 * instrument.lotSize],
    ]);
    expect((await owner.get('/api/conversions/none')).status).toBe(404);
  });

  it('tells each of its events in words', async () => {
    const { items } = (await owner.get('/api/events?limit=1000')).body as {
      items: { type: string; text: string }[];
    };
    const told = items.filter(({ type }) => /conver/.test(type));
    expect(new Set(told.map(({ type }) => type))).toEqual(
      new Set(['conversions-journaled', 'conversion-sending', 'position-converted']),
    );
    for (const { text } of told) expect(text).toMatch(/\.$/);
  });

  it('survives a restart: the key still answers, and the books are the same', async () => {
    await desk.restart();
    const key = { 'idempotency-key': 'convert-1' };
    const again = await eventually(
      'the desk to be open',
      async () => {
        const reply = await owner.post('/api/positions/convert', body(instrument.lotSize), key);
        return reply.status === 503 ? undefined : reply;
      },
      40_000,
    );
    expect([again.status, again.body.status, again.body.childConversions.length]).toEqual([202, 'done', 3]);
    const { items } = z.parse(positionsSchema, (await owner.get('/api/positions')).body);
    expect(items.map(({ product, netQty }) => [product, netQty]).sort()).toEqual([
      ['D', instrument.lotSize],
      ['I', instrument.lotSize],
    ]);
  }, 60_000);
});
