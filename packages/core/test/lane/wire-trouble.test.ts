import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type { Account, BrokerPort, ChangeOutcome, PlaceOutcome } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fullExitOf,
  interceptPlacements,
  RESTING,
  SELL,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';

const SESSION_REFUSED: PlaceOutcome = { kind: 'refused', code: 'session', brokerText: 'token is invalid' };

/** Answers cancels or modifications of one account with what `answer` says; `undefined` lets them through. */
function interceptChanges(
  bench: DeskBench,
  account: Account,
  what: 'cancelOrder' | 'modifyOrder',
  answer: (nth: number) => ChangeOutcome | undefined,
): { readonly count: number } {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const send = broker[what].bind(broker) as BrokerPort['cancelOrder'];
  const seen = { count: 0 };
  const changed: BrokerPort['cancelOrder'] = async (session, order, signal) => {
    if (session.accountId !== account.id) return send(session, order, signal);
    seen.count += 1;
    return answer(seen.count) ?? send(session, order, signal);
  };
  Object.assign(broker, { [what]: changed });
  return seen;
}

/** The statuses of the account's orders in the desk's books, oldest first. */
const statusesOf = (bench: DeskBench, account: Account): readonly string[] =>
  bench.desk.orders
    .list({ userId: ANN, accountId: account.id })
    .toReversed()
    .map((order) => order.slices.map((slice) => slice.status).join(' '));

describe('a broker that no longer knows the session', () => {
  it('gives an entry up, logs the account out, and leaves the others alone', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const [lost, well] = [childOf(bench, 0), childOf(bench, 1)];
    interceptPlacements(bench, lost, () => async () => SESSION_REFUSED);

    await placeAndSettle(bench, anOrderOf(bench, 1));

    const { lotSize } = bench.instrument;
    expect(venueNets(bench)).toEqual([lotSize, 0, lotSize]);
    expect([statusesOf(bench, lost), statusesOf(bench, well)]).toEqual([['denied'], ['filled']]);
    expect(bench.desk.accounts.sessionOf(lost.id)).toBeUndefined();
  });

  it('I5: keeps an exit until the next login, and sends it once', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    interceptPlacements(bench, child, (nth, place) => (nth === 1 ? async () => SESSION_REFUSED : place));

    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    const between = venueNets(bench);
    await bench.clock.advance(10_000);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(10_000);

    expect(between).toEqual([0, bench.instrument.lotSize]);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(venueOrders(bench, child).filter((order) => order.side === 'SELL')).toHaveLength(1);
  });

  it('I5: keeps a cancel until the next login', async () => {
    const bench = await openBench({ links: [] });
    const { master, desk, clock } = bench;
    const id = await clock.drive(desk.trader.place(ANN, anOrderOf(bench, 1, RESTING)));
    await clock.advance(1_000);
    interceptChanges(bench, master, 'cancelOrder', (nth) =>
      nth === 1 ? { kind: 'not-sent', cause: 'session-lost' } : undefined,
    );

    await clock.drive(desk.trader.cancel(ANN, id));
    await clock.advance(5_000);
    expect(desk.accounts.sessionOf(master.id)).toBeUndefined();
    await logIn(bench, desk, master);
    await clock.advance(10_000);

    expect(venueOrders(bench, master).map((order) => order.state)).toEqual(['cancelled']);
  });
});

describe('a broker that will not cancel', () => {
  it('is asked again and again, and then a person is told that the order may still fill', async () => {
    const bench = await openBench({ links: [] });
    const { master, desk, clock } = bench;
    const alerts = collectAlerts(bench);
    const id = await clock.drive(desk.trader.place(ANN, anOrderOf(bench, 1, RESTING)));
    const asked = interceptChanges(bench, master, 'cancelOrder', () => ({
      kind: 'refused',
      code: 'other',
      brokerText: 'being processed',
    }));

    await clock.drive(desk.trader.cancel(ANN, id));
    await clock.advance(60_000);

    expect(asked.count).toBeGreaterThanOrEqual(5);
    expect(alerts.filter((code) => code === 'cancel-refused').length).toBeGreaterThanOrEqual(1);
    expect(venueOrders(bench, master)).toHaveLength(1);
  });

  it('is asked again when nobody knows whether it heard', async () => {
    const bench = await openBench({ links: [] });
    const { master, desk, clock } = bench;
    const id = await clock.drive(desk.trader.place(ANN, anOrderOf(bench, 1, RESTING)));
    const asked = interceptChanges(bench, master, 'cancelOrder', (nth) =>
      nth === 1 ? { kind: 'uncertain', cause: 'timeout' } : undefined,
    );

    await clock.drive(desk.trader.cancel(ANN, id));
    await clock.advance(10_000);

    expect(asked.count).toBe(2);
    expect(venueOrders(bench, master).map((order) => order.state)).toEqual(['cancelled']);
  });
});

describe('an adapter with a bug', () => {
  it('I1: leaves an order unknown, not failed: it is found, and not placed again', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 4_000 });
    const child = childOf(bench);
    interceptPlacements(bench, child, (nth, place) => async (session, order, signal) => {
      const outcome = await place(session, order, signal);
      if (nth === 1) throw new TypeError('cannot read the answer');
      return outcome;
    });

    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(10_000);

    expect(venueOrders(bench, child)).toHaveLength(1);
    expect(statusesOf(bench, child)).toEqual(['filled']);
  });
});

describe('a listing that is missing when an order is about to leave', () => {
  /** From now on no broker lists anything, until the returned function is called. */
  function loseListings(bench: DeskBench): () => void {
    const { listingFor } = bench.lookup;
    Object.assign(bench.lookup, { listingFor: () => undefined });
    return () => Object.assign(bench.lookup, { listingFor });
  }

  it('I5: lets an exit wait until the list is back', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const child = childOf(bench);
    let giveBack = (): unknown => undefined;
    interceptPlacements(bench, bench.master, (_nth, place) => async (session, order, signal) => {
      giveBack = loseListings(bench);
      return place(session, order, signal);
    });

    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(2_000);
    const between = venueNets(bench);
    giveBack();
    await bench.clock.advance(10_000);

    expect(between[1]).toBe(bench.instrument.lotSize);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(bench.venue.orders.list(clientOf(child)).filter((order) => order.side === 'SELL')).toHaveLength(1);
  });
});

describe('an exit of an account alone', () => {
  it('takes everything of a child and touches nobody else', async () => {
    const bench = await openBench({ links: [{}, {}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const child = childOf(bench);

    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, child)));
    await bench.clock.advance(3_000);

    const all = 2 * bench.instrument.lotSize;
    expect(venueNets(bench)).toEqual([all, 0, all]);
  });
});
