/** Refusals of a placement: proven, with a code and the broker's own words, and nothing living left behind. */
import { quantityOf } from '@copydesk/core';
import { isFinalState } from '@copydesk/sandbox';
import { expect } from 'vitest';
import { NEVER } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { marketOrder, unknownListing } from './orders.ts';

const placing = casesOf('placing');

export const refusalCases: readonly BrokerCase[] = [
  placing('BC-340', 'I2: a refusal for want of margin says so, and leaves no living order', async (bench) => {
    const trader = await bench.trader({ funds: 1_000_000n as never });

    const outcome = await bench.place(trader, marketOrder(bench));
    const [held] = bench.venue.orders.list(trader.client);

    if (outcome.kind === 'accepted') expect(held?.state).toBe('rejected');
    else expect(outcome).toMatchObject({ kind: 'refused', code: 'margin' });
    expect(bench.venue.books.positions(trader.client)).toEqual([]);
  }),

  ...(
    [
      ['BC-341', 'margin', ['margin']],
      ['BC-342', 'freeze', ['freeze']],
      ['BC-343', 'holdings', ['holdings', 'authorisation']],
      ['BC-344', 'authorisation', ['authorisation', 'holdings']],
      ['BC-345', 'circuit', ['price']],
      ['BC-346', 'market-closed', ['market-closed']],
      ['BC-347', 'market-protection', ['market-protection']],
      ['BC-348', 'product', ['product', 'permission']],
    ] as const
  ).map(([id, reason, codes]) =>
    placing(
      id,
      `I2: a refusal for "${reason}", where this broker shows it, is told with the broker’s words and leaves no living order`,
      async (bench) => {
        const trader = await bench.trader();
        const order = marketOrder(bench);
        const at = bench.refusedAt(reason);
        bench.venue.orders.rejectNext(trader.client, reason, at);

        const outcome = await bench.place(trader, order);

        expect(bench.heldFor(trader, order).filter((held) => !isFinalState(held.state))).toEqual([]);
        if (at === 'gate') {
          expect(outcome.kind).toBe('refused');
          expect(codes).toContain(outcome.kind === 'refused' && outcome.code);
          expect(outcome.kind === 'refused' && outcome.brokerText.length).toBeGreaterThan(0);
        } else {
          expect(outcome.kind).toBe('accepted');
          const [row] = await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER);
          expect(row?.status).toEqual({ kind: 'known', status: 'rejected' });
          expect(row?.statusText?.length).toBeGreaterThan(0);
          expect(codes).toContain(row?.refusal?.code);
        }
      },
      { counts: 'broker' },
    ),
  ),

  placing(
    'BC-349',
    'I5: a refusal for the freeze quantity tells the figure, so that an exit can go in smaller slices',
    async (bench) => {
      const trader = await bench.trader();
      const { instrument } = bench.shelf.option();
      const order = marketOrder(bench);
      const at = bench.refusedAt('freeze');
      bench.venue.orders.rejectNext(trader.client, 'freeze', at);

      const outcome = await bench.place(trader, order);

      const [row] = await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER);
      const refusal = outcome.kind === 'refused' ? outcome : row?.refusal;
      expect(refusal).toMatchObject({
        code: 'freeze',
        figures: { freezeQuantity: instrument.freezeQuantity },
      });
    },
    { counts: 'broker' },
  ),

  placing(
    'BC-350',
    'a refusal in words that no table knows is still a refusal, with the words',
    async (bench) => {
      const trader = await bench.trader();
      bench.venue.orders.rejectNext(trader.client, 'A reason that nobody has seen before', 'gate');

      const outcome = await bench.place(trader, marketOrder(bench));

      expect(outcome.kind).toBe('refused');
      expect(outcome.kind === 'refused' && outcome.brokerText).toContain('nobody has seen before');
    },
  ),

  placing(
    'BC-352',
    'accepted is not working: the exchange may refuse later, and the book says so',
    async (bench) => {
      const trader = await bench.trader();
      const order = marketOrder(bench);
      bench.venue.orders.rejectNext(trader.client, 'margin', 'exchange');

      const outcome = await bench.place(trader, order);

      expect(outcome.kind).toBe('accepted');
      const [row] = await bench.adapter.findByClientOrderId(trader.session, order.clientOrderId, NEVER);
      expect(row?.status).toEqual({ kind: 'known', status: 'rejected' });
      expect(row?.statusText?.length).toBeGreaterThan(0);
      expect(row?.filledQuantity).toBe(0);
    },
  ),

  placing('BC-354', 'an instrument that the broker does not list is refused', async (bench) => {
    const trader = await bench.trader();
    const listing = unknownListing(bench.shelf.option());

    const outcome = await bench.place(trader, marketOrder(bench, { listing }));

    expect(outcome.kind).toBe('refused');
    expect(bench.venue.orders.list(trader.client)).toEqual([]);
  }),

  placing(
    'BC-356',
    'a quantity that is no whole number of lots is refused by the venue, not repaired by us',
    async (bench) => {
      const trader = await bench.trader();
      const { instrument } = bench.shelf.option();

      const outcome = await bench.place(
        trader,
        marketOrder(bench, { quantity: quantityOf(instrument.lotSize + 1) }),
      );
      const living = bench.venue.orders.list(trader.client).filter((order) => !isFinalState(order.state));

      expect(living).toEqual([]);
      if (outcome.kind !== 'accepted') expect(outcome).toMatchObject({ kind: 'refused', code: 'quantity' });
      expect(bench.venue.books.positions(trader.client)).toEqual([]);
    },
  ),
];
