/** The stop that rests behind a protection, and exits that are not the protection's own. */
import { describe, expect, it } from 'vitest';
import type { ChangeOutcome, ProtectionLevels } from '../../src/index.ts';
import { aBasket, legsHeld, placeBasket } from '../basket/basket-bench.ts';
import {
  childOf,
  collectAlerts,
  fullExitOf,
  hidePlacement,
  interceptPlacements,
  outcomeOf,
  SELL,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';
import { rs, ToldPrices, tick } from './told-prices.ts';

const STOP: ProtectionLevels = { stop: rs(190), target: rs(260), resting: true };

/** A master and a child with so many lots, bought at ₹200, with a stop at ₹190 that rests. */
async function openHolding(spoil: (bench: DeskBench) => void = () => undefined): Promise<DeskBench> {
  const bench = await openBench({ livePrices: new ToldPrices(), links: [{}] });
  tick(bench, 200);
  await placeAndSettle(bench, anOrderOf(bench, 2, { protection: STOP }));
  spoil(bench);
  await bench.clock.advance(3_000);
  return bench;
}

/** The price is at the trigger in the very moment in which an exit at the market arrives. */
function fallAsExitArrives(bench: DeskBench, account = bench.master): void {
  interceptPlacements(bench, account, (_nth, placeOrder) => async (session, order, signal) => {
    if (order.side === 'SELL' && order.triggerPrice === undefined) setPrice(bench, rs(188));
    return await placeOrder(session, order, signal);
  });
}

/** From now on the broker cancels nothing in the account. */
function refuseCancels(bench: DeskBench): void {
  const broker = bench.brokers.get(bench.master.brokerId) as { cancelOrder: unknown };
  const refusal: ChangeOutcome = { kind: 'refused', code: 'other', brokerText: 'being processed' };
  broker.cancelOrder = async () => refusal;
}

const sold = (bench: DeskBench, account = bench.master) =>
  venueOrders(bench, account)
    .filter(({ side }) => side === 'SELL')
    .reduce((sum, { filledQuantity }) => sum + filledQuantity, 0) / bench.instrument.lotSize;
const exitOf = (bench: DeskBench, changes = {}) =>
  bench.clock.drive(
    outcomeOf(bench.desk.trader.exit(ANN, { ...fullExitOf(bench, bench.master), ...changes })),
  );

describe('I6: a stop behind a protection', () => {
  it('is gone before a person’s exit of everything leaves: its trigger is hit in that moment', async () => {
    const bench = await openHolding();
    fallAsExitArrives(bench);
    await exitOf(bench);
    await bench.clock.advance(6_000);
    expect([venueNets(bench), sold(bench), sold(bench, childOf(bench))]).toEqual([[0, 0], 2, 2]);
  });

  it('is gone before an exit of a part leaves, and rests again behind what is left', async () => {
    const bench = await openHolding();
    await exitOf(bench, { fraction: 500_000 });
    await bench.clock.advance(6_000);
    const stops = () =>
      venueOrders(bench, bench.master)
        .filter(({ state }) => state === 'trigger-pending')
        .map(({ quantity }) => quantity / bench.instrument.lotSize);
    expect(stops()).toEqual([1]);
    fallAsExitArrives(bench);
    await exitOf(bench);
    await bench.clock.advance(6_000);
    expect([venueNets(bench), sold(bench)]).toEqual([[0, 0], 2]);
  });

  it('is gone before an order at the market that closes the position, and that opens nothing when it filled', async () => {
    const bench = await openHolding();
    const broker = bench.brokers.get(bench.master.brokerId);
    const cancelOrder = broker?.cancelOrder.bind(broker);
    if (broker !== undefined && cancelOrder !== undefined)
      broker.cancelOrder = async (...call) => {
        setPrice(bench, rs(188));
        return await cancelOrder(...call);
      };
    const sale = bench.desk.trader.place(ANN, anOrderOf(bench, 2, SELL));
    expect(await bench.clock.drive(outcomeOf(sale))).toBe('nothing-to-exit');
    await bench.clock.advance(6_000);
    expect([venueNets(bench), sold(bench)]).toEqual([[0, 0], 2]);
  });

  it('is gone before what undoes a basket leaves: of a position that was protected before it', async () => {
    const bench = await openHolding();
    const rests = { orderType: 'LIMIT', price: rs(900) } as const;
    const basket = await placeBasket(bench, aBasket(bench, { sold: rests }));
    await bench.clock.advance(7_000);
    expect(legsHeld(bench, bench.master)).toEqual([3 * bench.instrument.lotSize, 0]);
    fallAsExitArrives(bench);
    await bench.clock.drive(bench.desk.baskets.cancel(ANN, basket.intent.basketId));
    await bench.clock.advance(12_000);
    expect(sold(bench)).toBeLessThanOrEqual(3);
  });

  it('that does not end keeps an exit from being sent beside it, and says so', async () => {
    const bench = await openHolding();
    refuseCancels(bench);
    expect(await exitOf(bench)).toBe('stop-not-ended');
    setPrice(bench, rs(188));
    await bench.clock.advance(10_000);
    expect([venueNets(bench), sold(bench)]).toEqual([[0, 0], 2]);
  });

  it('of which nobody knows whether it exists is no want of a position', async () => {
    const bench = await openHolding((spoilt) => hidePlacement(spoilt, spoilt.master, 20_000));
    expect(await exitOf(bench)).toBe('stop-not-ended');
  });
});

describe('I2: an exit of a protection that is withheld behind its stop', () => {
  it.each([
    ['whose broker refuses the cancel', refuseCancels],
    ['of which nobody knows what became', undefined],
  ])('%s is told once, with the position that is open', async (_what, spoil) => {
    const hide = (spoilt: DeskBench) => hidePlacement(spoilt, spoilt.master, 60_000);
    const bench = await openHolding(spoil === undefined ? hide : undefined);
    spoil?.(bench);
    const alerts = collectAlerts(bench);
    const texts: string[] = [];
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'alert-raised' && event.code === 'exit-withheld') texts.push(event.text);
    });
    tick(bench, 261);
    await bench.clock.advance(9_000);
    expect(alerts).not.toContain('exit-withheld');
    await bench.clock.advance(30_000);
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain(bench.instrument.id);
    expect(sold(bench)).toBe(0);
  });

  it('is not told where the stop ends in time', async () => {
    const bench = await openHolding();
    const alerts = collectAlerts(bench);
    tick(bench, 261);
    await bench.clock.advance(30_000);
    expect([venueNets(bench), alerts.includes('exit-withheld')]).toEqual([[0, 0], false]);
  });
});
