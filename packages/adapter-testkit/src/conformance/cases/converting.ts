/** Converting: part of a position moves to another product, once, and what is not known stays unknown. */
import type { ConvertPosition, Product } from '@copydesk/core';
import { expect } from 'vitest';
import { type BrokerBench, NEVER, type Trader } from '../broker-bench.ts';
import { type BrokerCase, type CaseOptions, casesOf } from '../broker-case.ts';
import type { Shelved } from '../shelf.ts';
import { lots, marketOrder, unknownListing } from './orders.ts';

const converting = casesOf('converting');

/** Cases of a conversion count where the broker converts between intraday and carried. */
const CLAIMED: CaseOptions = {
  counts: ({ conversion }) =>
    conversion?.products.includes('I') === true && conversion.products.includes('D'),
};

export const convertingCases: readonly BrokerCase[] = [
  converting(
    'BC-1201',
    'part of a position moves to the other product, at the same cost',
    async (bench) => {
      const { trader, option } = await holder(bench);

      const outcome = await convert(bench, trader, partOf(option));

      expect(outcome).toEqual({ kind: 'accepted' });
      expect(held(bench, trader)).toEqual({ I: lots(option, 2), D: lots(option) });
      const books = await bench.adapter.positions(trader.session, NEVER);
      expect(Object.fromEntries(books.map((row) => [row.product, row.quantity]))).toEqual(
        held(bench, trader),
      );
    },
    CLAIMED,
  ),

  converting(
    'BC-1202',
    'a whole position moves, and moves back',
    async (bench) => {
      const { trader, option } = await holder(bench);
      const quantity = lots(option, 3);

      await convert(bench, trader, partOf(option, { quantity }));
      expect(held(bench, trader)).toMatchObject({ I: 0, D: quantity });
      await convert(bench, trader, partOf(option, { quantity, from: 'D', to: 'I' }));

      expect(held(bench, trader)).toMatchObject({ I: quantity, D: 0 });
    },
    CLAIMED,
  ),

  converting(
    'BC-1203',
    'a short position moves by its own side',
    async (bench) => {
      const trader = await bench.trader();
      const option = bench.shelf.option();
      await bench.placed(trader, marketOrder(bench, { side: 'SELL', product: 'I' }));

      const outcome = await convert(bench, trader, partOf(option, { side: 'SELL' }));

      expect(outcome).toEqual({ kind: 'accepted' });
      expect(held(bench, trader)).toMatchObject({ I: 0, D: -lots(option) });
    },
    CLAIMED,
  ),

  converting(
    'BC-1204',
    'what was carried into the day moves',
    async (bench) => {
      const option = bench.shelf.option();
      const quantity = lots(option, 2);
      const trader = await bench.trader({
        positions: [{ instrumentId: option.instrument.id, product: 'D', quantity }],
      });

      const carried = partOf(option, { quantity, from: 'D', to: 'I', part: 'overnight' });
      const outcome = await convert(bench, trader, carried);

      expect(outcome).toEqual({ kind: 'accepted' });
      expect(held(bench, trader)).toMatchObject({ I: quantity, D: 0 });
    },
    CLAIMED,
  ),

  converting(
    'BC-1210',
    'I6: more than is held is refused, and nothing moves',
    async (bench) => {
      const { trader, option } = await holder(bench);

      const outcome = await convert(bench, trader, partOf(option, { quantity: lots(option, 4) }));

      expect(outcome.kind).toBe('refused');
      expect(held(bench, trader)).toEqual({ I: lots(option, 3) });
    },
    CLAIMED,
  ),

  converting(
    'BC-1211',
    'a position that does not exist is refused as such',
    async (bench) => {
      const trader = await bench.trader();

      const outcome = await convert(bench, trader, partOf(bench.shelf.option()));

      expect(outcome).toMatchObject({ kind: 'refused', code: 'not-found' });
    },
    CLAIMED,
  ),

  converting(
    'BC-1212',
    'an instrument that does not exist is refused',
    async (bench) => {
      const { trader, option } = await holder(bench);

      const outcome = await convert(bench, trader, { ...partOf(option), listing: unknownListing(option) });

      expect(outcome).toMatchObject({ kind: 'refused', code: 'instrument' });
      expect(held(bench, trader)).toEqual({ I: lots(option, 3) });
    },
    CLAIMED,
  ),

  converting(
    'BC-1213',
    'a conversion for which the money is missing is refused, and nothing moves',
    async (bench) => {
      const share = bench.shelf.share();
      const price = bench.venue.market.lastPrice(share.instrument);
      // Enough for the intraday margin of ten shares, and not for ten shares.
      const trader = await bench.trader({ funds: (BigInt(price) * 5n) as never });
      const quantity = lots(share, 10);
      await bench.placed(trader, marketOrder(bench, { listing: share.listing, product: 'I', quantity }));

      const outcome = await convert(bench, trader, partOf(share, { quantity }));

      expect(outcome.kind).toBe('refused');
      expect(held(bench, trader)).toEqual({ I: quantity });
    },
    CLAIMED,
  ),

  converting(
    'BC-1214',
    'I7: the position of another client is not converted',
    async (bench) => {
      const { trader, option } = await holder(bench);
      const other = await bench.trader();

      expect((await convert(bench, other, partOf(option))).kind).toBe('refused');
      expect(held(bench, trader)).toEqual({ I: lots(option, 3) });
    },
    CLAIMED,
  ),

  converting(
    'BC-1215',
    'what the broker does not convert is an error, and nothing is sent',
    async (bench) => {
      const { trader, option } = await holder(bench);
      const products: readonly Product[] = ['I', 'D', 'MTF'];
      const claimed = bench.adapter.capabilities.conversion?.products ?? [];
      const unclaimed = products.find((product) => !claimed.includes(product)) ?? 'I';
      const before = bench.requests(trader).length;

      const asked = partOf(option, { from: 'I', to: unclaimed });
      await expect(bench.adapter.convertPosition(trader.session, asked, NEVER)).rejects.toMatchObject({
        code: 'not-supported',
      });
      expect(bench.requests(trader)).toHaveLength(before);
    },
  ),

  ...(
    [
      ['BC-1220', 'reset-after', undefined, true],
      ['BC-1221', 'reset-before', undefined, false],
      ['BC-1222', 'timeout-400', undefined, true],
      ['BC-1223', '500', true, true],
      ['BC-1224', '500', false, false],
      ['BC-1225', 'html', true, true],
      ['BC-1226', 'html', false, false],
    ] as const
  ).map(([id, fault, effect, took]) =>
    converting(
      id,
      `I1: a conversion under "${fault}" that took ${took ? 'effect' : 'no effect'} is uncertain and is sent once`,
      async (bench) => {
        const { trader, option } = await holder(bench);
        bench.fault(trader, 'convert', fault, effect === undefined ? {} : { effect });

        const outcome = await convert(bench, trader, partOf(option));
        await bench.clock.advance(60_000);

        expect(outcome.kind).toBe('uncertain');
        expect(conversions(bench, trader)).toBe(1);
        expect(held(bench, trader)['I']).toBe(lots(option, took ? 2 : 3));
      },
      CLAIMED,
    ),
  ),

  converting(
    'BC-1228',
    'I1: no answer within the time-out is uncertain, although the position has moved',
    async (bench) => {
      const { trader, option } = await holder(bench);
      const { writeTimeoutMs } = bench.adapter.capabilities;
      bench.fault(trader, 'convert', 'answer-late', { ms: writeTimeoutMs * 3 });

      const call = bench.start(bench.adapter.convertPosition(trader.session, partOf(option), NEVER));
      await bench.eventually(() => conversions(bench, trader) === 1, 'the request arrives', 2_000);
      await bench.eventually(call.done, 'the write gives up', writeTimeoutMs + 2_000);

      expect(await call.result).toEqual({ kind: 'uncertain', cause: 'timeout' });
      expect(held(bench, trader)['I']).toBe(lots(option, 2));
    },
    CLAIMED,
  ),

  converting(
    'BC-1230',
    'a conversion beyond the rate was not sent, and may be sent later',
    async (bench) => {
      const { trader, option } = await holder(bench);
      bench.fault(trader, 'convert', '429', { times: 1 });

      const first = await convert(bench, trader, partOf(option));
      await bench.clock.advance(1_000);
      const second = await convert(bench, trader, partOf(option));

      expect(first).toMatchObject({ kind: 'not-sent', cause: 'rate-limited' });
      expect(second).toEqual({ kind: 'accepted' });
      expect(held(bench, trader)['I']).toBe(lots(option, 2));
    },
    CLAIMED,
  ),

  converting(
    'BC-1231',
    'a conversion with a dead session was not sent',
    async (bench) => {
      const { trader, option } = await holder(bench);
      bench.venue.sessions.expire(trader.client);

      const outcome = await convert(bench, trader, partOf(option));

      expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'session-lost' });
      expect(held(bench, trader)).toEqual({ I: lots(option, 3) });
    },
    CLAIMED,
  ),
];

/** A trader who has bought three lots of the option intraday. */
async function holder(bench: BrokerBench): Promise<{ trader: Trader; option: Shelved }> {
  const trader = await bench.trader();
  const option = bench.shelf.option();
  await bench.placed(trader, marketOrder(bench, { product: 'I', quantity: lots(option, 3) }));
  return { trader, option };
}

/** One lot of what was bought today, from intraday to carried. */
function partOf(shelved: Shelved, changes: Partial<ConvertPosition> = {}): ConvertPosition {
  return {
    listing: shelved.listing,
    side: 'BUY',
    from: 'I',
    to: 'D',
    quantity: lots(shelved),
    part: 'day',
    ...changes,
  };
}

async function convert(bench: BrokerBench, trader: Trader, conversion: ConvertPosition) {
  const outcome = await bench.adapter.convertPosition(trader.session, conversion, NEVER);
  await bench.rest();
  return outcome;
}

/** What the venue itself holds for the trader, by product. */
function held(bench: BrokerBench, trader: Trader): Readonly<Record<string, number>> {
  const rows = bench.venue.books.positions(trader.client);
  return Object.fromEntries(rows.map((row) => [row.product, row.quantity]));
}

/** Conversions of the trader that reached the venue. */
function conversions(bench: BrokerBench, trader: Trader): number {
  return bench.requests(trader).filter(({ method, path }) => method === 'PUT' && /position/.test(path))
    .length;
}
