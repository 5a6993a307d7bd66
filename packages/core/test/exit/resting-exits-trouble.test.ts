/** An exit that rests, while its broker refuses, is slow, or is out of reach. */
import { describe, expect, it } from 'vitest';
import { type Account, type ChangeOutcome, type Price, parsePrice, sleep } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fillByHand,
  fullExitOf,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  addAccount,
  anOrderOf,
  type DeskBench,
  logIn,
  NORTH,
  openBench,
  placeAndSettle,
  setPrice,
  venueNet,
  venueOrders,
} from '../bench/desk-bench.ts';

const price = (text: string): Price => parsePrice(text) as Price;
const LOT = 75;

/** Master and child hold a lot at 200, nothing fills by itself any more, and only the master is out: the child's exit rests. */
async function openResting(): Promise<DeskBench> {
  const bench = await openBench({ links: [{}] });
  setPrice(bench, price('200.00'));
  await placeAndSettle(bench, anOrderOf(bench, 1));
  stopMatching(bench);
  await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
  await bench.clock.advance(500);
  fillByHand(bench, bench.master, { place: 1, quantity: LOT, price: price('200.00') });
  await bench.clock.advance(100);
  return bench;
}

type Modify = NonNullable<ReturnType<DeskBench['brokers']['get']>>['modifyOrder'];

/** Puts something between the desk and the modifications of one account. Returns the prices that were asked for. */
function interceptChanges(
  bench: DeskBench,
  account: Account,
  intercept: (asked: Price | undefined, pass: () => ReturnType<Modify>) => Promise<ChangeOutcome>,
): readonly (Price | undefined)[] {
  const broker = bench.brokers.get(account.brokerId);
  if (broker === undefined) throw new Error('The bench has no such broker');
  const asked: (Price | undefined)[] = [];
  const modifyOrder: Modify = broker.modifyOrder.bind(broker);
  broker.modifyOrder = (session, order, signal) => {
    if (session.accountId !== account.id) return modifyOrder(session, order, signal);
    asked.push(order.price);
    return intercept(order.price, () => modifyOrder(session, order, signal));
  };
  return asked;
}

/** Counts the steps towards the cap that are decided from now on. */
function countSteps(bench: DeskBench): () => number {
  let count = 0;
  bench.desk.journal.subscribe(({ event }) => {
    if (event.type === 'order-change-journaled' && event.because === 'resting') count += 1;
  });
  return () => count;
}

const exitsOf = (bench: DeskBench) =>
  venueOrders(bench, childOf(bench))
    .slice(1)
    .map((order) => [order.state, order.quantity, order.price]);

describe('the new price of an exit that rests', () => {
  it('I5: comes half as far where the broker’s band is narrower than the cap', async () => {
    const bench = await openResting();
    const asked = interceptChanges(bench, childOf(bench), async (at, pass) =>
      at !== undefined && at < price('196.00')
        ? { kind: 'refused', code: 'price', brokerText: 'outside the band' }
        : pass(),
    );
    await bench.clock.advance(9_000);
    // The second step is refused; the third, half as far, is three quarters of half the cap.
    expect(asked.slice(0, 3)).toEqual([price('197.50'), price('195.00'), price('196.25')]);
    expect(exitsOf(bench)).toEqual([['open', LOT, price('196.25')]]);
    fillByHand(bench, childOf(bench), { place: 1, quantity: LOT });
    await bench.clock.advance(1_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I1: is that of a new order where the broker says that it takes no more changes of this one', async () => {
    const bench = await openResting();
    const asked = interceptChanges(bench, childOf(bench), async () => ({
      kind: 'refused',
      code: 'modifications',
      brokerText: 'too many',
    }));
    await bench.clock.advance(5_500);
    expect(asked).toHaveLength(1);
    expect(exitsOf(bench).filter(([state]) => state === 'open')).toHaveLength(1);
    await bench.clock.advance(6_000);
    const exits = exitsOf(bench);
    expect(exits.at(-1)).toEqual(['open', LOT, price('190.00')]);
    expect(exits.slice(0, -1).every(([state]) => state === 'cancelled')).toBe(true);
  });

  it('does not overtake the one before, which is on its way still', async () => {
    const bench = await openResting();
    const asked = interceptChanges(bench, childOf(bench), async (_, pass) => {
      await sleep(bench.clock, 4_500);
      return pass();
    });
    const steps = countSteps(bench);
    await bench.clock.advance(7_000);
    expect(asked).toEqual([price('197.50')]);
    expect(steps()).toBe(1);
    await bench.clock.advance(30_000);
    expect(exitsOf(bench)).toEqual([['open', LOT, price('190.00')]]);
  });

  it('waits while nobody can be asked, and comes after the next login', async () => {
    const bench = await openResting();
    const child = childOf(bench);
    bench.venue.sessions.expire(clientOf(child));
    await bench.desk.accounts.endSession(child.id, 'expired at its broker');
    const steps = countSteps(bench);
    await bench.clock.advance(30_000);
    expect(steps()).toBe(0);
    const before = exitsOf(bench);
    expect(before).toHaveLength(1);
    expect(before[0]?.[2]).not.toBe(price('190.00'));
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(30_000);
    expect(exitsOf(bench)).toEqual([['open', LOT, price('190.00')]]);
  });

  it('does not come for one of which a person has asked the end, however long that takes', async () => {
    const bench = await openResting();
    const child = childOf(bench);
    const alerts = collectAlerts(bench);
    const broker = bench.brokers.get(child.brokerId);
    if (broker === undefined) throw new Error('The bench has no such broker');
    broker.cancelOrder = async () => {
      await sleep(bench.clock, 20_000);
      return { kind: 'refused', code: 'other', brokerText: 'being processed' };
    };
    const steps = countSteps(bench);
    const asked = interceptChanges(bench, child, async (_, pass) => pass());
    const [exit] = bench.desk.orders.livingOf(child.id);
    if (exit === undefined) throw new Error('The child has no exit');
    await bench.clock.drive(bench.desk.trader.cancel(ANN, exit.intent.orderId));
    await bench.clock.advance(12_000);
    expect([asked, steps()]).toEqual([[], 0]);
    expect(alerts).not.toContain('exit-resting');
  });

  it('is counted from the cap that holds everywhere in an account without a group', async () => {
    const bench = await openBench({ links: [] });
    setPrice(bench, price('200.00'));
    const alone = await addAccount(bench, bench.desk, {
      address: 'ALONE:a1',
      brokerId: NORTH,
      clientId: 'CC0001',
    });
    await bench.clock.advance(3_000);
    await placeAndSettle(bench, anOrderOf(bench, 1, { accountId: alone.id }));
    stopMatching(bench);
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, alone)));
    await bench.clock.advance(9_000);
    expect(venueOrders(bench, alone).at(-1)?.price).toBe(price('190.00'));
    fillByHand(bench, alone, { place: 1, quantity: LOT });
    await bench.clock.advance(1_000);
    expect(venueNet(bench, alone)).toBe(0);
  });
});
