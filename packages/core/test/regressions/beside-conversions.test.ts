/** Copies beside a child’s conversion, and a conversion that a crash cuts off from its children’s. */
import { settle } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  breakBefore,
  childOf,
  collectAlerts,
  fillByHand,
  RESTING,
  stopMatching,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
} from '../bench/desk-bench.ts';
import {
  byHand,
  conversionsAt,
  convert,
  copied,
  held,
  holding,
  LOT,
} from '../conversion/conversion-moves.ts';

describe('an entry of the master beside a conversion of the child that nobody has answered', () => {
  it('I4: is copied', async () => {
    const bench = await holding({ links: [{}] }, 2);
    const { clientId: client } = childOf(bench);
    bench.venue.gate.addFault({ on: 'convert' as never, fault: 'reset-before', times: 1, client });
    await convert(bench, 2);
    await placeAndSettle(bench, anOrderOf(bench, 1, { product: 'I' }));
    await bench.clock.advance(150_000);

    expect(held(bench, bench.master)).toEqual({ I: LOT, D: 2 * LOT });
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
    expect(held(bench, childOf(bench))).toEqual({ I: LOT, D: 2 * LOT });
  });
});

describe('a master’s conversion that a crash parts from its children’s', () => {
  it('I2: is followed after the restart, once', async () => {
    const bench = await holding({ links: [{}] }, 2);
    const mend = breakBefore(
      bench,
      (event) => event.type === 'conversions-journaled' && event.follows !== undefined,
    );
    await convert(bench, 2).catch(() => undefined);
    await settle();
    await kill(bench);
    mend();
    const after = await restart(bench);
    const alerts = collectAlerts(after);
    await bench.clock.advance(150_000);

    expect(held(after, after.master)).toEqual({ D: 2 * LOT });
    expect([held(after, childOf(after)), alerts]).toEqual([{ D: 2 * LOT }, []]);
    expect(after.desk.divergences.list(ANN)).toEqual([]);
    expect(conversionsAt(after, childOf(after))).toBe(1);
    await kill(after);
    const again = await restart(after);
    await again.clock.advance(150_000);
    expect(conversionsAt(again, childOf(again))).toBe(1);
  });

  it('I6: is not followed when nobody was to follow it, whatever its group says by then', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 2_000 }, 2);
    await bench.clock.advance(10_000);
    byHand(bench, bench.master, 2 * LOT);
    await logIn(bench, bench.desk, bench.master);
    await bench.clock.advance(5_000);
    const { version } = bench.desk.groups.get(ANN, bench.group.id);
    await bench.desk.groups.change(ANN, bench.group.id, version, { copyOutsideOrders: true });
    await bench.clock.advance(1_000);
    await kill(bench);
    const after = await restart(bench);
    await after.clock.advance(20_000);
    expect(copied(after, after.master, 'D')).toBe(2 * LOT);
    expect(held(after, childOf(after))).toEqual({ I: 2 * LOT });
  });
});

describe('a copy that still works when its master takes to another product what the order has brought', () => {
  it('I5: ends, for nobody would take its child out of the old product', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2, { ...RESTING, product: 'I' }));
    fillByHand(bench, bench.master, { place: 0, quantity: 2 * LOT });
    await bench.clock.advance(1_000);
    await convert(bench, 2);
    await bench.clock.advance(5_000);

    expect(held(bench, bench.master)).toEqual({ D: 2 * LOT });
    expect(venueOrders(bench, childOf(bench)).map(({ state }) => state)).toEqual(['cancelled']);
    expect(bench.desk.divergences.list(ANN)).toMatchObject([{ product: 'D', expected: 2 * LOT, actual: 0 }]);
  });

  it('I6: goes on for what its master keeps in the old one', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 4, { ...RESTING, product: 'I' }));
    fillByHand(bench, bench.master, { place: 0, quantity: 4 * LOT });
    fillByHand(bench, childOf(bench), { place: 0, quantity: 2 * LOT });
    await bench.clock.advance(1_000);
    await convert(bench, 2);
    await bench.clock.advance(5_000);
    const rest = venueOrders(bench, childOf(bench)).findIndex(({ state }) => state === 'open');
    fillByHand(bench, childOf(bench), { place: rest, quantity: 4 * LOT });
    await bench.clock.advance(5_000);

    expect(held(bench, bench.master)).toEqual({ I: 2 * LOT, D: 2 * LOT });
    expect(held(bench, childOf(bench))).toEqual({ I: 2 * LOT, D: LOT });
  });
});
