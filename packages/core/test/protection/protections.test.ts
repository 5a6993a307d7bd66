import { describe, expect, it } from 'vitest';
import { type PlaceCommand, type ProtectionLevels, quantityOf, TradingError } from '../../src/index.ts';
import {
  breakBefore,
  childOf,
  collectAlerts,
  fullExitOf,
  outcomeOf,
  SELL,
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
  venueOrders,
} from '../bench/desk-bench.ts';
import { rs, ToldPrices, tick, toldOnly } from './told-prices.ts';

/** A master and its children with so many lots, bought at ₹200. */
async function openHolding(
  lots = 2,
  order: Partial<PlaceCommand> = {},
  links = [{}, {}],
): Promise<DeskBench> {
  const bench = await openBench({ livePrices: new ToldPrices(), links });
  tick(bench, 200);
  await placeAndSettle(bench, anOrderOf(bench, lots, order));
  return bench;
}

const placeOf = (bench: DeskBench, account = bench.master) =>
  ({ kind: 'position', accountId: account.id, instrumentId: bench.instrument.id, product: 'D' }) as const;

async function protect(bench: DeskBench, levels: ProtectionLevels, account = bench.master): Promise<void> {
  await bench.clock.drive(bench.desk.protections.set(ANN, placeOf(bench, account), levels));
}

const stateOf = (bench: DeskBench) => bench.desk.protections.view(placeOf(bench))?.state;
const exitsOf = (bench: DeskBench, account = bench.master) =>
  venueOrders(bench, account).filter((order) => order.side === 'SELL');
const triggersOf = (bench: DeskBench) =>
  bench.desk.protections.list(ANN).filter(({ protection }) => protection.triggered !== undefined);

describe('a protection of a position', () => {
  it('I2: says so when nothing could be sent for it', async () => {
    const bench = await openHolding();
    const alerts = collectAlerts(bench);
    await protect(bench, { stop: rs(190) });
    bench.desk.squareOff.run = () => Promise.reject(new TradingError('account-not-found'));
    tick(bench, 189);
    await bench.clock.advance(1_000);
    expect(alerts).toContain('protection-not-carried-out');
  });

  it('leaves it at the stop, children and all, once, although everything is killed and nothing armed', async () => {
    const bench = await openHolding();
    await protect(bench, { stop: rs(190) });
    await bench.clock.drive(bench.desk.killSwitch.set(ANN, { kind: 'all' }));
    await bench.clock.drive(bench.desk.groups.disarm(ANN, bench.group.id));
    expect([stateOf(bench), (bench.livePrices as ToldPrices).wanted]).toEqual([
      'watching',
      [bench.instrument.id],
    ]);

    tick(bench, 190.05);
    await bench.clock.advance(3_000);
    expect(exitsOf(bench)).toEqual([]);
    for (const price of [189.95, 189.95, 180, 195]) tick(bench, price);
    await bench.clock.advance(5_000);

    expect(venueNets(bench)).toEqual([0, 0, 0]);
    expect([exitsOf(bench).length, exitsOf(bench, childOf(bench)).length]).toEqual([1, 1]);
    expect(bench.desk.protections.list(ANN)).toEqual([]);
    expect((bench.livePrices as ToldPrices).wanted).toEqual([]);
  });

  it('takes the profit at the target, and the stop is gone with it', async () => {
    const bench = await openHolding();
    await protect(bench, { stop: rs(190), target: rs(220) });
    tick(bench, 220);
    await bench.clock.advance(3_000);
    tick(bench, 150);
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
    expect(exitsOf(bench)).toHaveLength(1);
  });

  it('of a short is above the price', async () => {
    const bench = await openHolding(2, SELL);
    expect(await outcomeOf(bench.desk.protections.set(ANN, placeOf(bench), { stop: rs(190) }))).toBe(
      'protection-wrong-side',
    );
    await protect(bench, { stop: rs(210) });
    tick(bench, 211);
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });

  it('trails by points, in steps, and is where it was after a restart', async () => {
    const bench = await openHolding();
    await protect(bench, { trail: { distance: rs(10), step: rs(5) } });
    for (const price of [207, 213, 209]) {
      tick(bench, price);
      await bench.clock.advance(1_500);
    }
    expect(bench.desk.protections.view(placeOf(bench))?.stop).toBe(rs(200));
    await kill(bench);
    const again = await restart(bench);
    await again.clock.advance(3_000);
    expect(again.desk.protections.view(placeOf(again))?.stop).toBe(rs(200));
    tick(again, 199.9);
    await again.clock.advance(3_000);
    expect(venueNets(again)).toEqual([0, 0, 0]);
  });

  it('trails by per cent of the best price', async () => {
    const bench = await openHolding();
    await protect(bench, { trail: { percent: 5 * 10_000 } });
    tick(bench, 300);
    expect(bench.desk.protections.view(placeOf(bench))?.stop).toBe(rs(285));
  });

  it('comes with an order and is armed by its first fill; a part that goes keeps it, all that goes ends it', async () => {
    const bench = await openHolding(4, { protection: { stop: rs(190), target: rs(250) } });
    expect(bench.desk.protections.view(placeOf(bench))?.protection.levels).toMatchObject({ stop: rs(190) });
    const half = { ...fullExitOf(bench, bench.master), fraction: 500_000 };
    await bench.clock.drive(bench.desk.trader.exit(ANN, half));
    await bench.clock.advance(3_000);
    expect(bench.desk.protections.view(placeOf(bench))?.protection.covered).toBe(
      2 * bench.instrument.lotSize,
    );
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);
    expect(stateOf(bench)).toBeUndefined();
    await placeAndSettle(bench, anOrderOf(bench, 1));
    tick(bench, 100);
    await bench.clock.advance(3_000);
    expect(venueNets(bench)[0]).toBe(bench.instrument.lotSize);
  });

  it('ends when the position is turned round', async () => {
    const bench = await openHolding(1);
    await protect(bench, { stop: rs(190) });
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    expect(stateOf(bench)).toBeUndefined();
    tick(bench, 150);
    await bench.clock.advance(3_000);
    expect(venueNets(bench)[0]).toBe(-bench.instrument.lotSize);
  });

  it('cancels what rests at its position, so that the whole of it is left', async () => {
    const bench = await openHolding(2);
    await placeAndSettle(bench, anOrderOf(bench, 2, { ...SELL, orderType: 'LIMIT', price: rs(300) }));
    await protect(bench, { stop: rs(190) });
    tick(bench, 189);
    await bench.clock.advance(6_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });

  it('refuses a stop above a long’s price, a target below it, levels of nothing, and new ones while it acts', async () => {
    const bench = await openHolding(1);
    const set = (levels: ProtectionLevels) => bench.desk.protections.set(ANN, placeOf(bench), levels);
    await expect(set({ stop: rs(200) })).rejects.toMatchObject({
      code: 'protection-wrong-side',
      path: '/sl',
    });
    await expect(set({ target: rs(199) })).rejects.toMatchObject({ path: '/target' });
    const order = anOrderOf(bench, 1, { protection: { stop: rs(201) } });
    await expect(bench.desk.trader.place(ANN, order)).rejects.toMatchObject({
      code: 'protection-wrong-side',
      path: '/protection/sl',
    });
    const elsewhere = { ...placeOf(bench), product: 'I' } as const;
    expect(await outcomeOf(bench.desk.protections.set(ANN, elsewhere, { stop: rs(1) }))).toBe(
      'position-not-found',
    );
    await protect(bench, { stop: rs(190) });
    toldOnly(bench, 189);
    expect(await outcomeOf(set({ stop: rs(150) }))).toBe('protection-acting');
  });

  it('is the child’s own where the group says so: the master’s leaves the children in', async () => {
    const bench = await openHolding(2);
    const { groups } = bench.desk;
    const { version } = groups.byId(bench.group.id) ?? bench.group;
    await bench.clock.drive(groups.change(ANN, bench.group.id, version, { protection: 'own' }));
    await protect(bench, { stop: rs(190) });
    await protect(bench, { stop: rs(150) }, childOf(bench));
    tick(bench, 189);
    await bench.clock.advance(5_000);
    const held = 2 * bench.instrument.lotSize;
    expect(venueNets(bench)).toEqual([0, held, held]);
    tick(bench, 149);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0, held]);
  });
});

describe('a protection of the day’s profit', () => {
  it('of an account leaves everything of it at the stop; it is spent then', async () => {
    const bench = await openHolding(2, {}, [{}]);
    const scope = { kind: 'account', accountId: bench.master.id } as const;
    await bench.clock.drive(bench.desk.protections.set(ANN, scope, { stop: -rs(1_500), target: rs(5_000) }));
    const loss = 1_500 / (2 * bench.instrument.lotSize);
    tick(bench, 200 - loss + 0.05);
    await bench.clock.advance(2_000);
    expect(exitsOf(bench)).toEqual([]);
    tick(bench, 200 - loss);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(triggersOf(bench).map(({ state }) => state)).toEqual(['triggered']);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    tick(bench, 100);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)[0]).toBe(bench.instrument.lotSize);
  });

  it('of a group counts all its accounts, and gives back no more than it trails', async () => {
    const bench = await openHolding(2, {}, [{}]);
    const scope = { kind: 'group', groupId: bench.group.id } as const;
    const levels = { trail: { distance: rs(1_500) } };
    await bench.clock.drive(bench.desk.protections.set(ANN, scope, levels));
    const units = 4 * bench.instrument.lotSize;
    tick(bench, 250);
    await bench.clock.advance(2_000);
    expect(bench.desk.protections.view(scope)).toMatchObject({
      figure: units * rs(50),
      stop: units * rs(50) - rs(1_500),
    });
    tick(bench, 250 - 1_500 / units);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('refuses a stop that is not below the profit of now', async () => {
    const bench = await openHolding(1);
    const scope = { kind: 'account', accountId: bench.master.id } as const;
    await expect(bench.desk.protections.set(ANN, scope, { stop: rs(1_000) })).rejects.toMatchObject({
      code: 'protection-wrong-side',
      path: '/stop',
    });
  });
});

describe('a protection whose account is away', () => {
  it('is unguarded, says so, and acts when the account is back', async () => {
    const bench = await openHolding(1);
    await protect(bench, { stop: rs(190) });
    expect(bench.desk.unguarded.guarded(bench.master.id)).toBe(true);
    await bench.clock.drive(bench.desk.accounts.endSession(bench.master.id, 'test'));
    tick(bench, 150);
    await bench.clock.advance(3_000);
    expect([stateOf(bench), bench.desk.unguarded.guarded(bench.master.id)]).toEqual(['unguarded', false]);
    expect(triggersOf(bench)).toEqual([]);
  });
});

describe('a crash between a trigger and its exit', () => {
  it('begins the exit at the next start, and never a second one', async () => {
    const bench = await openHolding(2);
    await protect(bench, { stop: rs(190) });
    const mend = breakBefore(bench, (event) => event.type === 'square-off-started');
    tick(bench, 189);
    await bench.clock.advance(2_000);
    await kill(bench);
    mend();
    expect(exitsOf(bench)).toEqual([]);
    // The price is back above the stop: what was reached was reached.
    tick(bench, 205);
    const again = await restart(bench);
    await again.clock.advance(8_000);
    expect(venueNets(again)).toEqual([0, 0, 0]);
    expect(exitsOf(again).map((order) => order.filledQuantity)).toEqual([
      quantityOf(2 * again.instrument.lotSize),
    ]);
    await kill(again);
    const third = await restart(again);
    await third.clock.advance(8_000);
    expect(exitsOf(third)).toHaveLength(1);
  });
});

describe('a feed that falls silent', () => {
  it('is said once, and is never acted on', async () => {
    const bench = await openHolding(1);
    await protect(bench, { stop: rs(190) });
    const alerts = collectAlerts(bench);
    toldOnly(bench, 180, 'stale');
    await bench.clock.advance(20_000);
    expect([stateOf(bench), alerts.filter((code) => code === 'protection-blind')]).toEqual([
      'blind',
      ['protection-blind'],
    ]);
    expect(exitsOf(bench)).toEqual([]);
  });
});
