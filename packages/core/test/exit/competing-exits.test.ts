/** Exits that compete, under whatever fills, sales by hand and crashes: domain §4.3, decision 0020. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account, OrderType, Price } from '../../src/index.ts';
import { childOf, fillByHand, RESTING_SALE, SELL, stopMatching, tradeByHand } from '../bench/bench-moves.ts';
import {
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueNet,
  venueOrders,
} from '../bench/desk-bench.ts';

const LOT = 75;
const STOP = { orderType: 'SL', triggerPrice: 1_000_000 as Price, price: 950_000 as Price, ...SELL } as const;
const BELOW_THE_STOP = 960_000 as Price;
const BETWEEN = 2_000_000 as Price;

interface Step {
  readonly what: 'target' | 'stop' | 'hand' | 'market' | 'crash';
  readonly lots: number;
  readonly inChild: boolean;
}

/** Living sales of one type with their place in the account's book at the venue. */
function living(bench: DeskBench, account: Account, orderType: OrderType) {
  return venueOrders(bench, account)
    .map((order, place) => ({ place, rest: order.quantity - order.filledQuantity, ...order }))
    .filter((order) => order.side === 'SELL' && order.orderType === orderType && order.rest > 0)
    .filter(({ state }) => state === 'open' || state === 'trigger-pending');
}

function restOf(bench: DeskBench, account: Account, orderType: OrderType): number {
  return living(bench, account, orderType).reduce((sum, { rest }) => sum + rest, 0);
}

/** Fills a part of the oldest exit of the type. Whatever a passing price triggers fills as well. */
function fillPart(
  bench: DeskBench,
  account: Account,
  what: { orderType: OrderType; quantity: number },
): void {
  stopMatching(bench);
  if (what.orderType === 'SL') setPrice(bench, BELOW_THE_STOP);
  const [first] = living(bench, account, what.orderType);
  const quantity = Math.min(what.quantity, first?.rest ?? 0, venueNet(bench, account));
  if (first !== undefined && quantity > 0) fillByHand(bench, account, { place: first.place, quantity });
  setPrice(bench, BETWEEN);
  bench.venue.market.change({ matching: 'auto' });
}

async function take(bench: DeskBench, { what, lots, inChild }: Step): Promise<DeskBench> {
  const account = inChild ? childOf(bench) : bench.master;
  const quantity = lots * LOT;
  switch (what) {
    case 'target':
      fillPart(bench, account, { orderType: 'LIMIT', quantity });
      return bench;
    case 'stop':
      fillPart(bench, account, { orderType: 'SL', quantity });
      return bench;
    case 'hand':
      if (venueNet(bench, account) >= quantity) tradeByHand(bench, account, 'SELL', quantity);
      return bench;
    case 'market':
      if (venueNet(bench, bench.master) >= quantity)
        await placeAndSettle(bench, anOrderOf(bench, lots, SELL));
      return bench;
    case 'crash':
      await bench.clock.advance(100);
      await kill(bench);
      return restart(bench);
  }
}

function checkSizes(bench: DeskBench): void {
  for (const account of [bench.master, childOf(bench)]) {
    const left = venueNet(bench, account);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(restOf(bench, account, 'LIMIT')).toBeLessThanOrEqual(left);
    expect(restOf(bench, account, 'SL')).toBeLessThanOrEqual(left);
  }
}

describe('exits that compete', () => {
  it('I6: are never more than what is left, the stop stays while something is, and nobody is left behind', async () => {
    const step = fc.record({
      what: fc.constantFrom<Step['what']>('target', 'stop', 'hand', 'market', 'crash'),
      lots: fc.integer({ min: 1, max: 2 }),
      inChild: fc.boolean(),
    });
    const orders = fc.constantFrom([8], [4, 4]);
    const steps = fc.array(step, { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(orders, orders, steps, fc.boolean(), async (targets, stops, taken, stopFirst) => {
        let bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
        await placeAndSettle(bench, anOrderOf(bench, 8));
        const exits = [
          targets.map((lots) => ({ lots, ...RESTING_SALE })),
          stops.map((lots) => ({ lots, ...STOP })),
        ];
        for (const { lots, ...terms } of (stopFirst ? exits.reverse() : exits).flat())
          await placeAndSettle(bench, anOrderOf(bench, lots, terms));
        const triggered = taken.some(({ what }) => what === 'stop');
        for (const one of taken) {
          bench = await take(bench, one);
          await bench.clock.advance(30_000);
          checkSizes(bench);
          const held = venueNet(bench, bench.master);
          if (held > 0 && !triggered) expect(restOf(bench, bench.master, 'SL')).toBe(held);
        }
        // What a master sells elsewhere is not copied here.
        const byHand = taken.some(({ what, inChild }) => what === 'hand' && !inChild);
        if (venueNet(bench, bench.master) === 0 && !byHand) expect(venueNet(bench, childOf(bench))).toBe(0);
      }),
      {
        numRuns: Number(process.env['COPYDESK_RUNS'] ?? 15),
        seed: Number(process.env['COPYDESK_SEED'] ?? 4),
      },
    );
  }, 60_000);
});
