/** What must be known of an account before the market opens: registered addresses, and how sales of holdings are authorised. */
import { TradingError } from '@copydesk/core';
import { expect } from 'vitest';
import { NEVER } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { restingOrder } from './orders.ts';

const checks = casesOf('auth');

export const accountCheckCases: readonly BrokerCase[] = [
  checks(
    'BC-130',
    'the registered addresses are told as they stand, none included',
    async (bench) => {
      const trader = await bench.trader({ ips: ['203.0.113.7', '203.0.113.8'] });
      const bare = await bench.trader({ ips: [] });

      expect(await bench.adapter.registeredAddresses(trader.session, NEVER)).toEqual([
        '203.0.113.7',
        '203.0.113.8',
      ]);
      expect(await bench.adapter.registeredAddresses(bare.session, NEVER)).toEqual([]);
    },
    { counts: 'broker' },
  ),

  checks(
    'BC-131',
    'a refusal for the address tells where the broker saw the request come from',
    async (bench) => {
      const trader = await bench.trader({ ips: ['203.0.113.9'] });

      const outcome = await bench.place(trader, restingOrder(bench));

      expect(outcome).toMatchObject({ code: 'address', figures: { seenAddress: '127.0.0.1' } });
    },
    { counts: 'broker' },
  ),

  checks(
    'BC-133',
    'I9: the page on which sales are authorised is an address without token or secret',
    async (bench) => {
      const trader = await bench.trader({ ddpi: false });

      const url = await bench.adapter.authoriseSales(trader.session, [], NEVER);

      expect(URL.canParse(url)).toBe(true);
      expect(url).not.toContain(trader.session.accessToken);
      for (const secret of [trader.client.apiSecret, trader.living.accessToken])
        expect(url).not.toContain(secret);
    },
    { counts: (capabilities) => capabilities.salesAuthorisation },
  ),

  checks('BC-134', 'nothing of it is told to a session that is over', async (bench) => {
    const trader = await bench.trader();
    bench.venue.sessions.expire(trader.client);

    const told = await bench.adapter.registeredAddresses(trader.session, NEVER).catch(codeOf);

    // A broker that tells no addresses needs nobody to be logged in for that.
    expect([undefined, 'session-expired']).toContain(told);
  }),
];

/** The code of a `TradingError`; anything else is the case's failure. */
function codeOf(error: unknown): string {
  if (TradingError.is(error)) return error.code;
  throw error;
}
