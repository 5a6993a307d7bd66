import { describe, expect, it } from 'vitest';
import { type Account, type BasketId, type OrderId, quantityOf, type Scope } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fillByHand,
  hidePlacement,
  interceptPlacements,
  outcomeOf,
  RESTING,
  stopMatching,
} from '../bench/bench-moves.ts';
import { ANN, type DeskBench, logIn, openBench, venueOrders } from '../bench/desk-bench.ts';
import {
  aBasket,
  allHeld,
  basketOf,
  instrumentsOf,
  largestNaked,
  legsHeld,
  placeBasket,
  sidesOf,
  theBasket,
} from './basket-bench.ts';

const all = (bench: DeskBench) => [bench.master, ...bench.children];
const LOT = 75;
const GROUP = (bench: DeskBench): Scope => ({ kind: 'group', groupId: bench.group.id });
const nothing = Array(3).fill([0, 0]);

/** No account was ever short without its hedge, and none has more than one order for a leg and one that undoes it. */
function expectCovered(bench: DeskBench): void {
  for (const account of all(bench)) {
    expect(largestNaked(bench, account), account.address).toBe(0);
    const sides = sidesOf(bench, account).split(', ');
    expect(new Set(sides).size, sidesOf(bench, account)).toBe(sides.length);
  }
}

/** Whatever happens to the placement of this number in the account. */
function atPlacement(bench: DeskBench, account: Account, nth: number, happens: () => void): void {
  interceptPlacements(bench, account, (count, placeOrder) => (session, order, signal) => {
    if (count === nth) happens();
    return placeOrder(session, order, signal);
  });
}

describe('a basket with an order of which nobody knows what became', () => {
  it('waits, sells nothing, and goes on when the hedge is found', async () => {
    const bench = await openBench();
    hidePlacement(bench, bench.master, 8_000);
    const { intent } = await placeBasket(bench, aBasket(bench));
    expect(sidesOf(bench, bench.master)).toBe('BUY hedge');
    await bench.clock.advance(6_000);
    bench.venue.gate.clearFaults();
    await bench.clock.advance(40_000);
    expect(basketOf(bench, intent.basketId).ended).toBe('complete');
    expectCovered(bench);
  });

  it('keeps the hedge while a sold leg may have filled, and undoes both when it has', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    atPlacement(bench, child, 2, () => hidePlacement(bench, child, 25_000));
    const { intent } = await placeBasket(bench, aBasket(bench, { completeWithinMs: 3_000 }));
    await bench.clock.advance(15_000);
    expect(legsHeld(bench, child)).toEqual([LOT, -LOT]);
    expect(basketOf(bench, intent.basketId).accounts.get(child.id)?.incomplete?.reason.code).toBe(
      'basket-timeout',
    );
    await bench.clock.advance(12_000);
    bench.venue.gate.clearFaults();
    await bench.clock.advance(40_000);
    expect(legsHeld(bench, child)).toEqual([0, 0]);
    expect(sidesOf(bench, child)).toBe('BUY hedge, SELL sold, BUY sold, SELL hedge');
    expect(largestNaked(bench, child)).toBe(0);
    expect(basketOf(bench, intent.basketId).ended).toBe('incomplete');
    expect(legsHeld(bench, bench.master)).toEqual([LOT, -LOT]);
  });

  it('is undone when the hedge never arrived', async () => {
    const bench = await openBench({ absenceAfterMs: 5_000 });
    const { clientId: client } = bench.master;
    bench.venue.gate.addFault({ on: 'place', fault: '500', effect: false, times: 1, client });
    const { intent } = await placeBasket(bench, aBasket(bench));
    await bench.clock.advance(30_000);
    expect(basketOf(bench, intent.basketId).ended).toBe('incomplete');
    expect(all(bench).flatMap((account) => venueOrders(bench, account))).toEqual([]);
  });
});

describe('a basket that somebody ends', () => {
  const halfWay = async (changes: Parameters<typeof aBasket>[1] = {}): Promise<[DeskBench, BasketId]> => {
    const bench = await openBench();
    stopMatching(bench);
    const { intent } = await placeBasket(
      bench,
      aBasket(bench, { sold: { ...RESTING, side: 'SELL' }, ...changes }),
    );
    for (const account of all(bench)) fillByHand(bench, account, { place: 0, quantity: LOT });
    await bench.clock.advance(3_000);
    expect(sidesOf(bench, bench.master)).toBe('BUY hedge, SELL sold');
    bench.venue.market.change({ matching: 'auto' });
    return [bench, intent.basketId];
  };
  const working = { sold: { orderType: 'LIMIT', price: 9_000_000, side: 'SELL' } } as never;

  it('by a kill switch cancels the working leg and undoes it: nothing stops an exit', async () => {
    const [bench, id] = await halfWay(working);
    await bench.clock.drive(bench.desk.killSwitch.set(ANN, GROUP(bench)));
    await bench.clock.advance(10_000);
    expect(basketOf(bench, id).ended).toBe('incomplete');
    expect(basketOf(bench, id).accounts.get(bench.master.id)?.incomplete?.reason.code).toBe('leg-not-filled');
    expect(allHeld(bench)).toEqual(nothing);
    expectCovered(bench);
  });

  it('by a kill switch between two legs sends no second one', async () => {
    const bench = await openBench();
    stopMatching(bench);
    const { intent } = await placeBasket(bench, aBasket(bench, { onIncomplete: 'leave' }));
    await bench.clock.drive(bench.desk.killSwitch.set(ANN, { kind: 'account', accountId: bench.master.id }));
    await bench.clock.advance(5_000);
    expect(basketOf(bench, intent.basketId).ended).toBe('incomplete');
    expect(sidesOf(bench, bench.master)).toBe('BUY hedge');
  });

  it('by a square-off leaves the closing to it, and sends no further leg', async () => {
    const [bench, id] = await halfWay(working);
    await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope: GROUP(bench) }));
    await bench.clock.advance(10_000);
    expect(basketOf(bench, id).ended).toBe('incomplete');
    expect(basketOf(bench, id).accounts.get(bench.master.id)?.incomplete).toMatchObject({
      reason: { code: 'squared-off' },
      then: 'leave',
    });
    expect(allHeld(bench)).toEqual(nothing);
    expectCovered(bench);
  });

  it('by a person is undone, and cannot be ended twice', async () => {
    const [bench, id] = await halfWay(working);
    await bench.clock.drive(bench.desk.baskets.cancel(ANN, id));
    await bench.clock.advance(10_000);
    expect(basketOf(bench, id).ended).toBe('incomplete');
    expect(allHeld(bench)).toEqual(nothing);
    expectCovered(bench);
    expect(await outcomeOf(bench.desk.baskets.cancel(ANN, id))).toBe('basket-ended');
    expect(await outcomeOf(bench.desk.baskets.cancel(ANN, 'bsk-none' as BasketId))).toBe('basket-not-found');
  });

  it('by disarming the group is undone', async () => {
    const bench = await openBench();
    stopMatching(bench);
    const { intent } = await placeBasket(bench, aBasket(bench));
    await bench.clock.drive(bench.desk.groups.disarm(ANN, bench.group.id));
    for (const account of all(bench)) fillByHand(bench, account, { place: 0, quantity: LOT });
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(10_000);
    expect(basketOf(bench, intent.basketId).accounts.get(bench.master.id)?.incomplete?.reason.code).toBe(
      'group-not-armed',
    );
    expect(allHeld(bench)).toEqual(nothing);
  });
});

describe('a child in trouble in the middle of a basket', () => {
  it('that is logged out is flattened after its next login, and a person is told until then', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    const alerts = collectAlerts(bench);
    atPlacement(bench, child, 2, () => bench.venue.sessions.expire(clientOf(child)));
    const { intent } = await placeBasket(bench, aBasket(bench));
    await bench.clock.advance(50_000);
    expect(legsHeld(bench, child)).toEqual([LOT, 0]);
    expect(basketOf(bench, intent.basketId).ended).toBeUndefined();
    expect(alerts).toEqual(['basket-not-undone']);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(10_000);
    expect(legsHeld(bench, child)).toEqual([0, 0]);
    expect(basketOf(bench, intent.basketId).ended).toBe('incomplete');
  });

  it('that is paused meanwhile keeps what it has', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    stopMatching(bench);
    await placeBasket(bench, aBasket(bench));
    fillByHand(bench, child, { place: 0, quantity: LOT });
    await bench.clock.advance(500);
    const now = bench.desk.groups.get(ANN, bench.group.id);
    const children = now.children.map((link) => ({ ...link, state: 'paused' as const }));
    await bench.clock.drive(bench.desk.groups.change(ANN, now.id, now.version, { children }));
    bench.venue.market.change({ matching: 'auto' });
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(20_000);
    expect(legsHeld(bench, bench.master)).toEqual([LOT, -LOT]);
    expect(legsHeld(bench, child)).toEqual([LOT, 0]);
    expect(theBasket(bench).ended).toBe('incomplete');
  });

  const handle = (
    bench: DeskBench,
    account: Account,
    side: 'BUY' | 'SELL',
    which: 'hedge' | 'sold',
  ): void => {
    const instrument = bench.venue.instruments.byId(instrumentsOf(bench)[which]);
    if (instrument === undefined) throw new Error('The venue does not list it');
    const order = { instrument, side, quantity: LOT, orderType: 'MARKET', product: 'D' } as const;
    bench.venue.orders.placeOutside(clientOf(account), order);
  };

  it('that closed its hedge by hand is not sold short by what undoes it', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    atPlacement(bench, child, 2, () => {
      handle(bench, child, 'SELL', 'hedge');
      bench.venue.orders.rejectNext(clientOf(child), 'margin', 'exchange');
    });
    await placeBasket(bench, aBasket(bench));
    await bench.clock.advance(20_000);
    expect(legsHeld(bench, child)).toEqual([0, 0]);
    expect(theBasket(bench).ended).toBe('incomplete');
  });

  it('that bought the hedge anew for itself keeps its own', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    atPlacement(bench, child, 2, () => {
      handle(bench, child, 'SELL', 'hedge');
      handle(bench, child, 'BUY', 'hedge');
      bench.venue.orders.rejectNext(clientOf(child), 'margin', 'exchange');
    });
    await placeBasket(bench, aBasket(bench));
    await bench.clock.advance(20_000);
    expect(legsHeld(bench, child)).toEqual([LOT, 0]);
    expect(theBasket(bench).ended).toBe('incomplete');
  });

  it('that is short by itself keeps that when its excess over the master is taken out', async () => {
    const bench = await openBench({ links: [{}], copyWhen: 'simultaneous' });
    const child = childOf(bench);
    handle(bench, child, 'SELL', 'sold');
    await bench.clock.advance(3_000);
    atPlacement(bench, bench.master, 2, () =>
      bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'exchange'),
    );
    await placeBasket(bench, aBasket(bench));
    await bench.clock.advance(20_000);
    expect(legsHeld(bench, child)).toEqual([0, -LOT]);
    const { sold } = instrumentsOf(bench);
    expect(bench.desk.positions.copied(child.id, sold, 'D')).toBe(0);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});

describe('what baskets ask of orders', () => {
  it('is an exit on one side only: a position that turned is left alone', async () => {
    const bench = await openBench({ links: [] });
    await placeBasket(bench, aBasket(bench));
    const { hedge } = instrumentsOf(bench);
    const exit = {
      accountId: bench.master.id,
      instrumentId: hedge,
      product: 'D',
      quantity: quantityOf(LOT),
    } as const;
    const asked = bench.desk.trader.exit(ANN, { ...exit, side: 'BUY' });
    expect(await bench.clock.drive(outcomeOf(asked))).toBe('nothing-to-exit');
    expect(legsHeld(bench, bench.master)).toEqual([LOT, -LOT]);
  });

  it('is an entry like any other where a person makes the exit that undoes it larger than the position', async () => {
    const bench = await openBench({ links: [{}] });
    atPlacement(bench, bench.master, 2, () => {
      stopMatching(bench);
      bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'gate');
    });
    await bench.clock.drive(bench.desk.baskets.place(ANN, aBasket(bench)));
    await bench.clock.advance(100);
    const undo = bench.desk.orders
      .livingOf(bench.master.id)
      .find((order) => order.intent.basket?.role === 'undo');
    if (undo === undefined) throw new Error('Nothing undoes the basket');
    await bench.clock.drive(
      bench.desk.trader.modify(ANN, undo.intent.orderId, { quantity: quantityOf(2 * LOT) } as never),
    );
    await bench.clock.advance(500);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(20_000);
    expect(allHeld(bench)).toEqual(Array(2).fill([-LOT, 0]));
  });

  it('is no leg any more when the basket ended while the leg waited for fills of an earlier order', async () => {
    const bench = await openBench();
    stopMatching(bench);
    const { intent } = await placeBasket(bench, aBasket(bench));
    const { sold } = instrumentsOf(bench);
    const command = { ...aBasket(bench).legs[0], accountId: bench.master.id, instrumentId: sold } as const;
    void bench.desk.trader.place(ANN, { ...command, side: 'BUY' } as never);
    await bench.clock.advance(100);
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(100);
    await bench.clock.drive(bench.desk.baskets.cancel(ANN, intent.basketId));
    await bench.clock.advance(5_000);
    expect(sidesOf(bench, bench.master)).toBe('BUY hedge, BUY sold, SELL hedge');
    const made = intent.legs.map((leg) => bench.desk.orders.get(leg.orderId) !== undefined);
    expect(made).toEqual([true, false]);
  });
});

describe('a leg that closes and is made smaller', () => {
  it('lets the children release their hedge also where more of it had filled by then', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 200 });
    const quantity = quantityOf(4 * LOT);
    await placeBasket(bench, aBasket(bench, { hedge: { quantity }, sold: { quantity } }));
    stopMatching(bench);
    const buyBack = { ...RESTING, side: 'BUY', quantity } as const;
    const exit = aBasket(bench, { hedge: { side: 'SELL', quantity: quantityOf(LOT) }, sold: buyBack });
    const id = (await placeBasket(bench, exit)).intent.basketId;
    const leg = basketOf(bench, id).intent.legs[0]?.orderId as OrderId;
    for (const account of all(bench)) fillByHand(bench, account, { place: 2, quantity: LOT });
    await bench.clock.advance(1_000);

    const changing = bench.desk.trader.modify(ANN, leg, { quantity: quantityOf(2 * LOT) });
    await bench.clock.advance(150);
    for (const account of all(bench)) fillByHand(bench, account, { place: 2, quantity: 2 * LOT });
    await bench.clock.drive(changing);
    await bench.clock.advance(1_000);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(10_000);

    expect(basketOf(bench, id).ended).toBe('complete');
    expect(allHeld(bench)).toEqual(Array(2).fill([3 * LOT, -LOT]));
    expectCovered(bench);
  });
});
