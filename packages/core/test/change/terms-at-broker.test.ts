import { aNiftyOption, referenceCapabilities } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { termsOfChange } from '../../src/change/terms-at-broker.ts';
import { type Price, parsePrice } from '../../src/index.ts';
import type { Order, OrderTerms } from '../../src/order/order.ts';

const price = (text: string): Price => parsePrice(text) as Price;

/** What a change to MARKET comes to for an order that sells at a broker which takes no MARKET, where the last price is so much. */
function atBroker(exitQuantity: number, lastPrice: Price | undefined): unknown {
  const parts = {
    brokers: new Map([
      [
        'south',
        {
          capabilities: {
            ...referenceCapabilities({}),
            refusedOrderTypes: [{ orderType: 'MARKET', kinds: ['OPT'] }],
          },
        },
      ],
    ]),
    accounts: { get: () => ({ brokerId: 'south' }) },
    instrumentsOf: () => ({ byId: () => undefined }),
    prices: { of: () => lastPrice },
  } as unknown as Parameters<typeof termsOfChange>[0];
  const order = {
    intent: { accountId: 'acc-1', side: 'SELL', marketProtection: -1 },
    terms: { quantity: 75 },
    exitQuantity,
  } as unknown as Order;
  const wanted = { quantity: 75, orderType: 'MARKET', validity: 'DAY' } as unknown as OrderTerms;
  return termsOfChange(parts, order, { wanted, instrument: aNiftyOption(), capPercent: 5 });
}

describe('a change to MARKET where the order’s broker takes none', () => {
  it('is a limit at the cap: of an exit one tick away at least, of what enters nothing beyond the percentage', () => {
    const cheap = price('0.30');
    expect(atBroker(75, cheap)).toMatchObject({ terms: { orderType: 'LIMIT', price: price('0.25') } });
    expect(atBroker(0, cheap)).toMatchObject({ terms: { orderType: 'LIMIT', price: cheap } });
    expect(atBroker(25, cheap)).toMatchObject({ terms: { orderType: 'LIMIT', price: cheap } });
  });

  it('I5: goes as it is for an exit of which no price is known, and not at all for an entry', () => {
    expect(atBroker(75, undefined)).toMatchObject({ terms: { orderType: 'MARKET' } });
    expect(atBroker(0, undefined)).toMatchObject({ skip: { code: 'not-supported' } });
  });
});
