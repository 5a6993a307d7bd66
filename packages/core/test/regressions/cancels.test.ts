import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Account, type ChangeOutcome, quantityOf } from '../../src/index.ts';
import {
  childOf,
  collectAlerts,
  fillByHand,
  RESTING,
  RESTING_SALE,
  refuseFirstCancel,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';

describe('a refused cancel', () => {
  it('I2: is asked again until the order is out of the market', async () => {
    const bench = await openBench({ links: [{}] });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    refuseFirstCancel(bench, childOf(bench));

    await bench.clock.drive(bench.desk.trader.cancel(ANN, order.intent.orderId));
    await bench.clock.advance(120_000);

    expect(venueOrders(bench, childOf(bench)).map((one) => one.state)).toEqual(['cancelled']);
  });

  it('I5: does not hold the exit that waits for it for ever', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    refuseFirstCancel(bench, childOf(bench));

    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

/** Changes of one account answered without being carried out. */
function answerOnly(
  bench: DeskBench,
  account: Account,
  call: 'cancelOrder' | 'modifyOrder',
  answer: ChangeOutcome,
): { calls: number; times: number } {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const ask = broker[call].bind(broker) as ReferenceBroker['cancelOrder'];
  const count = { calls: 0, times: Number.POSITIVE_INFINITY };
  broker[call] = (async (...asked: Parameters<ReferenceBroker['cancelOrder']>) => {
    if (asked[0].accountId !== account.id || count.calls >= count.times) return ask(...asked);
    count.calls += 1;
    return answer;
  }) as never;
  return count;
}

describe('a cancel that does nothing', () => {
  it.each([{ kind: 'accepted' }, { kind: 'refused', code: 'other', brokerText: 'market closed' }] as const)(
    'I5: does not eat the budget that exits need, and is told once: $kind',
    async (answer) => {
      const bench = await openBench({ links: [{}] });
      const order = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
      const alerts = collectAlerts(bench);
      const asked = answerOnly(bench, childOf(bench), 'cancelOrder', answer as ChangeOutcome);

      await bench.clock.drive(bench.desk.trader.cancel(ANN, order.intent.orderId));
      await bench.clock.advance(300_000);

      expect(asked.calls).toBeLessThan(20);
      expect(alerts.filter((code) => code === 'cancel-refused').length).toBeLessThanOrEqual(1);
    },
  );

  it('I2: is asked again for a slice that makes way, too', async () => {
    const bench = await openBench({ links: [] });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(1_000);
    answerOnly(bench, bench.master, 'cancelOrder', { kind: 'accepted' } as ChangeOutcome).times = 1;

    const change = { quantity: quantityOf(150) };
    await bench.clock.drive(bench.desk.trader.modify(ANN, order.intent.orderId, change));
    await bench.clock.advance(60_000);

    const working = venueOrders(bench, bench.master).filter(({ state }) => state === 'open');
    expect(working.map((one) => one.quantity)).toEqual([75]);
  });
});
