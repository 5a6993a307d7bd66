import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Account, type ChangeOutcome, quantityOf } from '../../src/index.ts';
import {
  answerFirstPlacementLate,
  breakBefore,
  childOf,
  clientOf,
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
  kill,
  openBench,
  placeAndSettle,
  restart,
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

describe('a cancel that is not written yet', () => {
  const states = (bench: DeskBench): readonly string[] =>
    venueOrders(bench, childOf(bench)).map(({ state }) => state);

  it('I2: does not leave before its wish is durable, and goes after a crash', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const mend = breakBefore(bench, ({ type }) => type === 'order-change-journaled');
    bench.venue.orders.cancel(clientOf(bench.master), venueOrders(bench, bench.master)[0]?.orderId ?? '');
    await bench.clock.advance(10_000);
    expect(states(bench)).toEqual(['open']);

    mend();
    await kill(bench);
    const after = await restart(bench);
    await after.clock.advance(10_000);
    expect(states(after)).toEqual(['cancelled']);
  });

  it('I2: does not leave with the late answer to its placement either', async () => {
    const bench = await openBench({ links: [] });
    answerFirstPlacementLate(bench, bench.master, 500);
    void bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING));
    await bench.clock.advance(100);
    const [order] = bench.desk.orders.livingOf(bench.master.id);
    const { journal } = bench;
    const append = journal.append.bind(journal);
    let write: (() => void) | undefined;
    journal.append = async (entries, fences) => {
      await new Promise<void>((resolve) => (write = resolve));
      await append(entries, fences);
    };
    if (order !== undefined) void bench.desk.trader.cancel(ANN, order.intent.orderId);
    await bench.clock.advance(2_000);
    expect(venueOrders(bench, bench.master).map(({ state }) => state)).toEqual(['open']);

    journal.append = append;
    write?.();
    await bench.clock.advance(10_000);
    expect(venueOrders(bench, bench.master).map(({ state }) => state)).toEqual(['cancelled']);
  });
});
