/** Exits that compete though no child follows them: of an account in no group, of a child's own, of a broker's own app (decision 0020). */
import { times } from '@copydesk/adapter-testkit';
import type { VenueOrder } from '@copydesk/sandbox';
import { describe, expect, it } from 'vitest';
import type { Account, Price } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  fillByHand,
  placeByHand,
  RESTING_SALE,
  SELL,
  stopMatching,
  tradeByHand,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  addAccount,
  anOrderOf,
  type DeskBench,
  kill,
  NORTH,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueNet,
  venueOrders,
} from '../bench/desk-bench.ts';

const LOT = 75;
const STOP = { ...SELL, orderType: 'SL', triggerPrice: 1_000_000 as Price, price: 950_000 as Price } as const;

const isLivingSale = ({ state, side }: VenueOrder): boolean => side === 'SELL' && state === 'open';

/** What lives of the account's sales at the venue: unfilled rests, oldest first. */
function living(bench: DeskBench, account: Account): readonly number[] {
  return venueOrders(bench, account)
    .filter(isLivingSale)
    .map(({ quantity, filledQuantity }) => quantity - filledQuantity);
}

/** An account in no group that holds four lots, with targets of so many lots each. */
async function alone(...targets: readonly number[]): Promise<{ bench: DeskBench; account: Account }> {
  const bench = await openBench({ links: [] });
  const what = { address: 'MASTER:k9', brokerId: NORTH, clientId: 'CC0009' };
  const account = await addAccount(bench, bench.desk, what);
  await bench.clock.advance(2_500);
  await placeAndSettle(bench, anOrderOf(bench, 4, { accountId: account.id }));
  for (const lots of targets)
    await placeAndSettle(bench, anOrderOf(bench, lots, { ...RESTING_SALE, accountId: account.id }));
  stopMatching(bench);
  return { bench, account };
}

/** The living sale at this place, oldest first, fills so much, and the desk hears of it. */
async function fill(bench: DeskBench, account: Account, nth: number, lots: number): Promise<void> {
  const all = venueOrders(bench, account);
  const place = all.findIndex((order) => order === all.filter(isLivingSale)[nth]);
  fillByHand(bench, account, { place, quantity: lots * LOT });
  await bench.clock.advance(5_000);
}

describe('exits that compete in an account in no group', () => {
  it('I5: both stay, at what is left, when the first fills in part, and the other goes when it is full', async () => {
    const { bench, account } = await alone(4, 4);
    await fill(bench, account, 0, 1);
    expect(living(bench, account)).toEqual([3 * LOT, 3 * LOT]);
    await fill(bench, account, 1, 1);
    expect(living(bench, account)).toEqual([2 * LOT, 2 * LOT]);
    await fill(bench, account, 0, 2);
    expect([living(bench, account), venueNet(bench, account)]).toEqual([[], 0]);
  });

  it('I5: still compete after a restart', async () => {
    const { bench, account } = await alone(4, 4);
    await kill(bench);
    const after = await restart(bench);
    await after.clock.advance(5_000);
    await fill(after, account, 0, 1);
    expect(living(after, account)).toEqual([3 * LOT, 3 * LOT]);
  });

  it('I6: are summed where they did not compete: of two halves the newer one is made smaller', async () => {
    const { bench, account } = await alone(2, 2);
    bench.venue.market.change({ matching: 'auto' });
    tradeByHand(bench, account, 'SELL', LOT);
    await bench.clock.advance(10_000);
    expect(living(bench, account)).toEqual([2 * LOT, LOT]);
  });

  it('I6: are summed at the market, where both will fill', async () => {
    const { bench, account } = await alone();
    for (let count = 0; count < 2; count += 1)
      void bench.desk.trader.place(ANN, anOrderOf(bench, 4, { ...SELL, accountId: account.id }));
    await bench.clock.advance(1_000);
    expect(living(bench, account)).toEqual([4 * LOT, 4 * LOT]);
    await fill(bench, account, 0, 1);
    expect(living(bench, account)).toEqual([3 * LOT]);
  });

  it('I6: are summed at the market beside a target, with which they compete together', async () => {
    const { bench, account } = await alone(4);
    for (let count = 0; count < 2; count += 1)
      void bench.desk.trader.place(ANN, anOrderOf(bench, 4, { ...SELL, accountId: account.id }));
    await bench.clock.advance(1_000);
    await fill(bench, account, 1, 1);
    expect(living(bench, account)).toEqual([3 * LOT, 3 * LOT]);
    bench.venue.market.change({ matching: 'auto' });
    setPrice(bench, 1_990_000 as Price);
    await bench.clock.advance(10_000);
    expect([living(bench, account), venueNet(bench, account)]).toEqual([[], 0]);
  });

  it('I5: at the market compete with a target that only all of them together leave nothing for', async () => {
    const { bench, account } = await alone(2);
    for (let count = 0; count < 2; count += 1)
      void bench.desk.trader.place(ANN, anOrderOf(bench, 2, { ...SELL, accountId: account.id }));
    await bench.clock.advance(1_000);
    await fill(bench, account, 1, 1);
    expect(living(bench, account)).toEqual([2 * LOT, LOT, 2 * LOT]);
    bench.venue.market.change({ matching: 'auto' });
    setPrice(bench, 1_990_000 as Price);
    await bench.clock.advance(10_000);
    expect([living(bench, account), venueNet(bench, account)]).toEqual([[], 0]);
  });

  it('I5: one of the broker’s own app does not take the desk’s own away', async () => {
    const { bench, account } = await alone(4);
    placeByHand(bench, account, { ...RESTING_SALE, quantity: 4 * LOT });
    await bench.clock.advance(10_000);
    await fill(bench, account, 1, 1);
    expect(living(bench, account)).toEqual([3 * LOT, 3 * LOT]);
  });
});

describe('a child’s own exits', () => {
  it('I6: are summed at the market beside a copied target, with which they compete together', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    stopMatching(bench);
    for (let count = 0; count < 2; count += 1)
      void bench.desk.trader.place(ANN, anOrderOf(bench, 4, { ...SELL, accountId: child.id }));
    await bench.clock.advance(1_000);
    await fill(bench, child, 1, 1);
    expect(living(bench, child)).toEqual([3 * LOT, 3 * LOT]);
    bench.venue.market.change({ matching: 'auto' });
    setPrice(bench, 1_990_000 as Price);
    await bench.clock.advance(30_000);
    expect(venueNets(bench)).toEqual([4 * LOT, 0]);
  });

  it('I5: that compete both stay, at what is left, when the first fills in part', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 4));
    for (let count = 0; count < 2; count += 1)
      await placeAndSettle(bench, anOrderOf(bench, 4, { ...RESTING_SALE, accountId: child.id }));
    stopMatching(bench);
    await fill(bench, child, 0, 1);
    expect(living(bench, child)).toEqual([3 * LOT, 3 * LOT]);
    expect(venueNets(bench)).toEqual([4 * LOT, 3 * LOT]);
  });

  it('I5: that compete with a copy leave it in the market, measured in the child’s own size', async () => {
    const bench = await openBench({ links: [{ sizing: times(0.5) }] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 8));
    await placeAndSettle(bench, anOrderOf(bench, 8, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 4, { ...RESTING_SALE, accountId: child.id }));
    stopMatching(bench);
    await fill(bench, child, 1, 1);
    expect(living(bench, child)).toEqual([3 * LOT, 3 * LOT]);
    await fill(bench, child, 0, 1);
    expect(living(bench, child)).toEqual([2 * LOT, 2 * LOT]);
  });

  it('I6: that do not compete with a copy are summed with it, however large its master’s is', async () => {
    const bench = await openBench({ links: [{ sizing: times(0.5) }] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 8));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...STOP, accountId: child.id }));
    await placeAndSettle(bench, anOrderOf(bench, 4, { ...STOP, accountId: child.id }));
    await placeAndSettle(bench, anOrderOf(bench, 2, { ...RESTING_SALE, accountId: child.id }));
    tradeByHand(bench, child, 'SELL', LOT);
    await bench.clock.advance(10_000);
    // Its stops compete with the others, which do not with each other.
    expect(living(bench, child)).toEqual([2 * LOT, LOT]);
  });

  it('I6: are summed with what it owes, though that competed at its master', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    stopMatching(bench);
    bench.venue.orders.rejectNext(clientOf(child), 'margin', 'gate');
    void bench.desk.trader.place(ANN, anOrderOf(bench, 4, SELL));
    await bench.clock.advance(100);
    fillByHand(bench, bench.master, { place: 2, quantity: 4 * LOT });
    await bench.clock.advance(100);
    void bench.desk.trader.place(ANN, anOrderOf(bench, 1, { ...SELL, accountId: child.id }));
    await bench.clock.advance(5_000);
    expect(living(bench, child)).toEqual([LOT, 3 * LOT]);

    placeByHand(bench, child, { ...SELL, quantity: LOT });
    await bench.clock.advance(50);
    fillByHand(bench, child, { place: venueOrders(bench, child).length - 1, quantity: LOT });
    await bench.clock.advance(5_000);
    expect(living(bench, child)).toEqual([LOT, 2 * LOT]);
  });
});
