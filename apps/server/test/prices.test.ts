/** Quotes, candles and option chains over real HTTP, from the sandbox's brokers. */
import { candlesSchema, optionChainSchema, quotesSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder, type Venue, venueOf } from './sandbox-venue.ts';

describe('prices on request', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let option: { readonly id: string; readonly expiry: string; readonly lotSize: number };

  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on', ABSENCE_AFTER_MS: '2000' });
    owner = await ownerOf(desk);
    const nobody = await owner.get('/api/quotes?ids=NSE:INDEX:NIFTY&environment=sandbox');
    expect(['no-session', 'instruments-not-loaded']).toContain(nobody.body.code);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    option = (await contractOrder(owner)).instrument;
  });
  afterAll(() => desk?.close());

  it('quotes tell prices in rupees, several at once, an index without depth', async () => {
    await venue.do('POST', '/price', { instrumentId: option.id, price: 412.35 });
    const reply = await owner.get(`/api/quotes?ids=${option.id},NSE:INDEX:BANKNIFTY`);
    expect(reply.status).toBe(200);
    const { items } = z.parse(quotesSchema, reply.body);
    expect(items.map(({ instrumentId }) => instrumentId)).toEqual([option.id, 'NSE:INDEX:BANKNIFTY']);
    const [quote, index] = items;
    expect(quote?.lastPrice).toBe(412.35);
    expect(quote?.change).toBeCloseTo(412.35 - (quote?.previousClose ?? 0), 6);
    expect(quote?.depth?.buy).toHaveLength(5);
    expect(quote?.depth?.buy[0]?.price).toBeLessThanOrEqual(412.35);
    expect((quote?.depth?.buy[0]?.quantity ?? 1) % option.lotSize).toBe(0);
    expect(quote?.openInterest).toBeGreaterThan(0);
    expect(index).toMatchObject({ depth: null, volume: null, openInterest: null });
    expect(index?.exchangeAt).toMatch(/\+05:30$/);
  });

  it('quotes refuse what nobody could mean', async () => {
    expect((await owner.get('/api/quotes?ids=')).status).toBe(400);
    const many = Array.from({ length: 201 }, (_, each) => `NSE:X${each}`).join(',');
    expect((await owner.get(`/api/quotes?ids=${many}`)).body.errors[0]).toMatchObject({ path: '/query/ids' });
    expect((await owner.get('/api/quotes?ids=NSE:NOSUCHSHARE')).body).toMatchObject({
      code: 'instrument-not-found',
    });
    expect(
      (await owner.ask('GET', '/api/quotes?ids=NSE:INDEX:NIFTY', undefined, { cookie: '' })).status,
    ).toBe(401);
  });

  it('candles come oldest first and end at the last price', async () => {
    await venue.do('POST', '/price', { instrumentId: option.id, price: 398.8 });
    const reply = await owner.get(`/api/instruments/${option.id}/candles?interval=5m`);
    expect(reply.status).toBe(200);
    const { items, interval, instrumentId } = z.parse(candlesSchema, reply.body);
    expect([interval, instrumentId]).toEqual(['5m', option.id]);
    expect(items.length).toBeGreaterThan(50);
    expect(items.at(-1)?.close).toBe(398.8);
    const times = items.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const days = await owner.get('/api/instruments/NSE:INDEX:BANKNIFTY/candles?interval=1d');
    expect(days.body.items.length).toBeGreaterThan(200);
  });

  it('candles refuse unknown intervals, times that are none, and spans that are too long', async () => {
    const ask = async (query: string) => {
      const { status, body } = await owner.get(`/api/instruments/NSE:INDEX:NIFTY/candles?${query}`);
      return [status, body.errors?.[0]?.path];
    };
    expect(await ask('interval=2m')).toEqual([400, '/query/interval']);
    expect(await ask('interval=1d&from=yesterday')).toEqual([400, '/query/from']);
    expect(await ask('interval=1d&from=2026-11-20&to=2026-11-19')).toEqual([400, '/query/from']);
    expect(await ask('interval=1m&from=2020-01-01')).toEqual([400, '/query/from']);
  });

  it('a chain has the strikes around the money, with both sides’ figures', async () => {
    const reply = await owner.get('/api/option-chain?underlying=banknifty&strikes=4');
    expect(reply.status).toBe(200);
    const chain = z.parse(optionChainSchema, reply.body);
    expect(chain.unpriced).toBeNull();
    expect(chain.expiry).toBe(chain.expiries[0]);
    const spot = chain.spot?.lastPrice ?? 0;
    expect(Math.abs((chain.atMoney ?? 0) - spot)).toBeLessThanOrEqual(50);
    expect(chain.items).toHaveLength(9);
    expect(chain.items[4]?.strike).toBe(chain.atMoney);
    for (const { call, put } of chain.items) {
      for (const leg of [call, put]) {
        expect(leg?.lastPrice).toBeGreaterThan(0);
        expect(leg?.openInterest).toBeGreaterThan(0);
        expect(leg?.bid).toBeLessThan(leg?.ask ?? 0);
        expect(leg?.greeks?.impliedVolatility).toBeGreaterThan(0.05);
      }
      expect(call?.greeks?.delta).toBeGreaterThan(0);
      expect(put?.greeks?.delta).toBeLessThan(0);
    }
    const calls = chain.items.map(({ call }) => call?.lastPrice ?? 0);
    expect(calls).toEqual([...calls].sort((a, b) => b - a));
  });

  it('a chain that does not exist names the nearest that do', async () => {
    const wrong = await owner.get('/api/option-chain?underlying=BANKNIFTY&expiry=2031-01-01');
    expect(wrong.body).toMatchObject({ code: 'instrument-not-found' });
    expect(JSON.stringify(wrong.body)).toContain(option.expiry);
    expect((await owner.get('/api/option-chain?underlying=NOSUCH')).status).toBe(422);
  });
});
