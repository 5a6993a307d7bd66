/** The stop that rests at the broker behind a protection. */
import { describe, expect, it } from 'vitest';
import type { PlaceCommand, ProtectionLevels } from '../../src/index.ts';
import {
  childOf,
  collectAlerts,
  fullExitOf,
  interceptPlacements,
  RESTING_SALE,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';
import { rs, ToldPrices, tick, toldOnly } from './told-prices.ts';

const STOP: ProtectionLevels = { stop: rs(190), resting: true };

/** A master and a child with so many lots, bought at ₹200, with levels that came with the order. */
async function openHolding(
  protection: ProtectionLevels,
  order: Partial<PlaceCommand> = {},
): Promise<DeskBench> {
  const bench = await openBench({ livePrices: new ToldPrices(), links: [{}] });
  tick(bench, 200);
  await placeAndSettle(bench, anOrderOf(bench, 2, { protection, ...order }));
  await bench.clock.advance(2_000);
  return bench;
}

const placeOf = (bench: DeskBench, account = bench.master) =>
  ({ kind: 'position', accountId: account.id, instrumentId: bench.instrument.id, product: 'D' }) as const;

async function protect(bench: DeskBench, levels: ProtectionLevels): Promise<void> {
  await bench.clock.drive(bench.desk.protections.set(ANN, placeOf(bench), levels));
  await bench.clock.advance(7_000);
}

const stopsOf = (bench: DeskBench, account = bench.master) =>
  venueOrders(bench, account).filter(({ orderType }) => orderType === 'SL-M' || orderType === 'SL');
const restingOf = (bench: DeskBench, account = bench.master) =>
  stopsOf(bench, account)
    .filter(({ state }) => state === 'trigger-pending')
    .map(({ side, quantity, triggerPrice }) => ({
      side,
      lots: quantity / bench.instrument.lotSize,
      triggerPrice,
    }));
const filledAt = (bench: DeskBench, side: 'BUY' | 'SELL', account = bench.master) =>
  venueOrders(bench, account)
    .filter((order) => order.side === side)
    .reduce((sum, { filledQuantity }) => sum + filledQuantity, 0) / bench.instrument.lotSize;

describe('a stop that rests behind a protection', () => {
  it('is placed with what is protected, in the children too, and moves and ends with its protection', async () => {
    const bench = await openHolding(STOP);
    const at = (rupees: number, lots = 2) => [{ side: 'SELL', lots, triggerPrice: rs(rupees) }];
    expect([restingOf(bench), restingOf(bench, childOf(bench))]).toEqual([at(190), at(190)]);
    const resting = bench.desk.protections.view(placeOf(bench))?.resting;
    expect(bench.desk.orders.get(resting as never)?.intent).toMatchObject({
      origin: 'protection',
      restingStop: true,
    });
    await protect(bench, { ...STOP, stop: rs(185.03) });
    expect([restingOf(bench), restingOf(bench, childOf(bench))]).toEqual([at(185), at(185)]);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(7_000);
    expect(restingOf(bench)).toEqual(at(185, 3));
    await protect(bench, { stop: rs(185.05) });
    expect([restingOf(bench), restingOf(bench, childOf(bench))]).toEqual([[], []]);
    expect(bench.desk.protections.view(placeOf(bench))?.resting).toBeUndefined();
    expect(venueNets(bench)).toEqual([3, 3].map((lots) => lots * bench.instrument.lotSize));
  });

  it('follows the trail, and stands on the other side of a short', async () => {
    const bench = await openHolding({ trail: { distance: rs(10) }, resting: true }, SELL);
    expect(restingOf(bench)).toEqual([{ side: 'BUY', lots: 2, triggerPrice: rs(210) }]);
    for (const price of [195, 190, 192]) {
      tick(bench, price);
      await bench.clock.advance(2_500);
    }
    await bench.clock.advance(6_000);
    expect(restingOf(bench)).toEqual([{ side: 'BUY', lots: 2, triggerPrice: rs(200) }]);
  });

  it('acts while the desk sees no price, and the protection is done with it', async () => {
    const bench = await openHolding({ ...STOP, target: rs(260) });
    toldOnly(bench, 200, 'stale');
    setPrice(bench, rs(188));
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect([filledAt(bench, 'SELL'), bench.desk.protections.list(ANN)]).toEqual([2, []]);
  });

  it('I6: is gone before the exit of the target goes, and nothing is sold twice', async () => {
    const bench = await openHolding({ ...STOP, target: rs(230) });
    tick(bench, 231);
    await bench.clock.advance(6_000);
    tick(bench, 150);
    await bench.clock.advance(6_000);
    expect([venueNets(bench), restingOf(bench), restingOf(bench, childOf(bench))]).toEqual([[0, 0], [], []]);
    expect([filledAt(bench, 'SELL'), filledAt(bench, 'SELL', childOf(bench))]).toEqual([2, 2]);
    const [stop] = stopsOf(bench);
    const exit = venueOrders(bench, bench.master).at(-1);
    expect([stop?.state, exit?.requestedType]).toEqual(['cancelled', 'MARKET']);
    expect(exit?.placedAt).toBeGreaterThanOrEqual(stop?.at ?? Number.POSITIVE_INFINITY);
  });

  it('I6: is not placed anew while the exit is on its way', async () => {
    const bench = await openHolding({ ...STOP, target: rs(230) });
    stopMatching(bench);
    toldOnly(bench, 231);
    await bench.clock.advance(20_000);
    expect([stopsOf(bench).length, restingOf(bench)]).toEqual([1, []]);
  });

  it('leaves with a position that a person exits, and is cut with a part of it', async () => {
    const bench = await openHolding(STOP);
    const half = { ...fullExitOf(bench, bench.master), fraction: 500_000 };
    await bench.clock.drive(bench.desk.trader.exit(ANN, half));
    await bench.clock.advance(7_000);
    expect([restingOf(bench)[0]?.lots, restingOf(bench, childOf(bench))[0]?.lots]).toEqual([1, 1]);
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(4_000);
    expect([restingOf(bench), restingOf(bench, childOf(bench)), venueNets(bench)]).toEqual([[], [], [0, 0]]);
  });

  it('is the master’s alone where the children have protections of their own', async () => {
    const bench = await openHolding({ stop: rs(190) });
    const { groups } = bench.desk;
    const { version } = groups.byId(bench.group.id) ?? bench.group;
    await bench.clock.drive(groups.change(ANN, bench.group.id, version, { protection: 'own' }));
    await protect(bench, STOP);
    expect([restingOf(bench).length, restingOf(bench, childOf(bench))]).toEqual([1, []]);
  });

  it('counts another stop that rests there: together they are no more than what is protected', async () => {
    const bench = await openHolding({ stop: rs(190) });
    await placeAndSettle(
      bench,
      anOrderOf(bench, 1, {
        ...RESTING_SALE,
        orderType: 'SL-M',
        price: undefined,
        triggerPrice: rs(180),
        copy: false,
      }),
    );
    await protect(bench, STOP);
    expect(restingOf(bench).map(({ lots }) => lots)).toEqual([1, 1]);
    tick(bench, 150);
    await bench.clock.advance(8_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('is one after restarts, also where it was on its way', async () => {
    const bench = await openHolding(STOP);
    await kill(bench);
    const again = await restart(bench);
    await again.clock.advance(8_000);
    expect(stopsOf(again)).toHaveLength(1);
    expect(restingOf(again)).toHaveLength(1);
  });

  it('I2: is tried on when its broker does not take it, is told, and the protection acts all the same', async () => {
    const bench = await openBench({ livePrices: new ToldPrices(), links: [{}] });
    const alerts = collectAlerts(bench);
    tick(bench, 200);
    interceptPlacements(
      bench,
      bench.master,
      (_nth, placeOrder) => async (session, order, signal) =>
        order.triggerPrice === undefined
          ? await placeOrder(session, order, signal)
          : { kind: 'refused', code: 'other', brokerText: 'No stops today.' },
    );
    await placeAndSettle(bench, anOrderOf(bench, 2, { protection: STOP }));
    await bench.clock.advance(60_000);
    expect(alerts.filter((code) => code === 'resting-stop-missing')).toHaveLength(1);
    expect([stopsOf(bench), alerts.includes('exit-refused')]).toEqual([[], false]);
    tick(bench, 189);
    await bench.clock.advance(6_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('what stands behind a protection beside other things', () => {
  it('I5: a new position is not judged by where the trail of the one before stood', async () => {
    const trail = { trail: { distance: rs(5) } };
    const bench = await openHolding(trail);
    for (const price of [210, 220]) {
      tick(bench, price);
      await bench.clock.advance(2_000);
    }
    tick(bench, 215);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0, 0]);

    tick(bench, 200);
    await placeAndSettle(bench, anOrderOf(bench, 1, { protection: trail }));
    tick(bench, 199);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([75, 75]);
    expect(bench.desk.protections.view(placeOf(bench))?.stop).toBe(rs(195));
  });

  it('I6: it grows with the position beside a target that rests, and stays an exit', async () => {
    const bench = await openHolding(STOP);
    await placeAndSettle(bench, anOrderOf(bench, 2, RESTING_SALE));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(12_000);
    expect(restingOf(bench)).toEqual([{ side: 'SELL', lots: 3, triggerPrice: rs(190) }]);
    const resting = bench.desk.protections.view(placeOf(bench))?.resting as never;
    const order = bench.desk.orders.get(resting);
    expect([order?.exitQuantity, order?.terms.quantity]).toEqual([225, 225]);
  });

  it('comes back without a word when a stop of the person’s own that took its place is gone again', async () => {
    const bench = await openHolding(STOP);
    const alerts = collectAlerts(bench);
    for (let round = 0; round < 4; round += 1) {
      const own = { ...SELL, orderType: 'SL-M', triggerPrice: rs(180) } as const;
      const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 2, own)));
      await bench.clock.advance(7_000);
      expect(restingOf(bench)).toEqual([{ side: 'SELL', lots: 2, triggerPrice: rs(180) }]);
      await bench.clock.drive(bench.desk.trader.cancel(ANN, id));
      await bench.clock.advance(7_000);
      expect(restingOf(bench)).toEqual([{ side: 'SELL', lots: 2, triggerPrice: rs(190) }]);
    }
    expect(alerts).toEqual([]);
  });
});
