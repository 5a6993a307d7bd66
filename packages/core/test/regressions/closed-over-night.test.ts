/** What nobody can hold on the next day is not sold in the morning (domain §4.3: an exit opens no opposite position). */
import { describe, expect, it } from 'vitest';
import type { AccountId, Product } from '../../src/index.ts';
import {
  childOf,
  fullExitOf,
  outcomeOf,
  tradeByHand,
  venueNets,
  waitForNextMorning,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';
import { byHand, LOT } from '../conversion/conversion-moves.ts';
import { rs, ToldPrices, tick } from '../protection/told-prices.ts';

/** Master and child bought two lots of product `I` at ₹200, protected at ₹190 in the master; then the desk died, and the brokers closed the day. */
async function overNight(before: (bench: DeskBench) => unknown = () => undefined): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], livePrices: new ToldPrices() });
  tick(bench, 200);
  await placeAndSettle(bench, anOrderOf(bench, 2, { product: 'I', protection: { stop: rs(190) } }));
  await kill(bench);
  before(bench);
  await waitForNextMorning(bench);
  return await restart(bench);
}

/** Everybody logs in, at this price. */
async function logInAt(bench: DeskBench, rupees: number, ms: number): Promise<void> {
  tick(bench, rupees);
  for (const account of [bench.master, ...bench.children]) await logIn(bench, bench.desk, account);
  for (let passed = 0; passed < ms; passed += 500) {
    tick(bench, rupees);
    await bench.clock.advance(500);
  }
}

const netOf = (bench: DeskBench, product: Product) =>
  [bench.master, childOf(bench)].map(({ id }) => bench.desk.positions.net(id, bench.instrument.id, product));
const sentTo = (bench: DeskBench) =>
  [bench.master, childOf(bench)].flatMap((account) => venueOrders(bench, account));

describe('I6: an intraday position that the broker closed while the desk was down', () => {
  it('is no more when the books are read first, and its stop does not act on the morning’s price', async () => {
    const bench = await overNight();
    await logInAt(bench, 180, 10_000);
    expect([netOf(bench, 'I'), sentTo(bench), venueNets(bench)]).toEqual([[0, 0], [], [0, 0]]);
    expect(bench.desk.protections.list(ANN)).toEqual([]);
  });

  it('is not exited by a person who does so at once', async () => {
    const bench = await overNight();
    await logInAt(bench, 200, 0);
    const exit = { ...fullExitOf(bench, bench.master), product: 'I' } as const;
    expect(await bench.clock.drive(outcomeOf(bench.desk.trader.exit(ANN, exit)))).toBe('nothing-to-exit');
    const scope = { kind: 'group', groupId: bench.group.id } as const;
    await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope }));
    await bench.clock.advance(10_000);
    expect([sentTo(bench), venueNets(bench)]).toEqual([[], [0, 0]]);
  });

  it('is not sold beside what was converted in the broker’s own app before that', async () => {
    const bench = await overNight((dead) => {
      for (const account of [dead.master, childOf(dead)]) byHand(dead, account, 2 * LOT);
    });
    await logInAt(bench, 180, 10_000);
    expect([netOf(bench, 'I'), netOf(bench, 'D')]).toEqual([
      [0, 0],
      [2 * LOT, 2 * LOT],
    ]);
    expect([sentTo(bench), venueNets(bench)]).toEqual([[], [2 * LOT, 2 * LOT]]);
  });
});

describe('I6: a contract that expired while the desk was down', () => {
  it('is no more when the books are read first', async () => {
    const bench = await openBench({ links: [{}], livePrices: new ToldPrices() });
    tick(bench, 200);
    await placeAndSettle(bench, anOrderOf(bench, 2, { protection: { stop: rs(190) } }));
    await kill(bench);
    await waitForNextMorning(bench);
    await waitForNextMorning(bench);
    const again = await restart(bench);
    await logInAt(again, 180, 10_000);
    expect([netOf(again, 'D'), sentTo(again)]).toEqual([[0, 0], []]);
  });
});

/** Master and child hold two lots; the desk dies, what is given happens, and the next morning everybody logs in. */
async function carried(
  what: {
    readonly before?: (bench: DeskBench) => Promise<unknown>;
    readonly dead?: (bench: DeskBench) => void;
  },
  atLogIn: (bench: DeskBench) => unknown = () => undefined,
): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], livePrices: new ToldPrices(), absenceAfterMs: 20_000 });
  tick(bench, 200);
  await placeAndSettle(bench, anOrderOf(bench, 2));
  await what.before?.(bench);
  await kill(bench);
  what.dead?.(bench);
  await waitForNextMorning(bench);
  const again = await restart(bench);
  atLogIn(again);
  await logInAt(again, 180, 3_000);
  return again;
}

const protect = (bench: DeskBench, accountId: AccountId): Promise<unknown> => {
  const scope = { kind: 'position', accountId, instrumentId: bench.instrument.id, product: 'D' } as const;
  return bench.clock.drive(bench.desk.protections.set(ANN, scope, { stop: rs(190) }));
};
const sellAll = (bench: DeskBench): void => {
  for (const account of [bench.master, childOf(bench)]) tradeByHand(bench, account, 'SELL', 2 * LOT);
};

describe('I6: a position that somebody closed in the broker’s own app while the desk was down over night', () => {
  const ended = async (bench: DeskBench): Promise<void> => {
    await bench.clock.advance(60_000);
    expect([venueNets(bench), netOf(bench, 'D')]).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(bench.desk.orders.livingOf(childOf(bench).id)).toEqual([]);
  };

  it('is not sold by its stop in the morning, and a person is told why', async () => {
    const bench = await carried({
      before: async (dying) => {
        await protect(dying, dying.master.id);
        await protect(dying, childOf(dying).id);
      },
      dead: sellAll,
    });
    await ended(bench);
    expect(sentTo(bench)).toEqual([]);
    const codes = (await bench.journal.readAfter(ANN, 0, 10_000)).map(({ event }) =>
      event.type === 'alert-raised' ? event.code : '',
    );
    expect(codes).toContain('position-not-shown');
  });

  it('is not sold by a square-off', async () => {
    const bench = await carried({ dead: sellAll });
    const scope = { kind: 'group', groupId: bench.group.id } as const;
    await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope }));
    await ended(bench);
    expect(sentTo(bench)).toEqual([]);
  });

  it('is not sold in a child with its master’s exit', async () => {
    const bench = await carried({ dead: (dead) => tradeByHand(dead, childOf(dead), 'SELL', 2 * LOT) });
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await ended(bench);
    expect(venueOrders(bench, childOf(bench))).toEqual([]);
  });
});

describe('a group’s loss stop in the morning', () => {
  it('counts nothing of what a child may hold no more', async () => {
    const bench = await openBench({ links: [{}], livePrices: new ToldPrices(), absenceAfterMs: 20_000 });
    const scope = { kind: 'group', groupId: bench.group.id } as const;
    const tellAt = (rupees: number): void => {
      setPrice(bench, rs(rupees));
      const told = { price: rs(rupees), at: bench.clock.now(), standing: 'live', source: undefined } as const;
      (bench.livePrices as ToldPrices).tell(bench.instrument.id, { ...told, previousClose: rs(200) });
    };
    tellAt(200);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    // Each of them loses ₹3,000 at ₹180.
    await bench.clock.drive(bench.desk.protections.set(ANN, scope, { stop: -rs(5_000) }));
    await kill(bench);
    tradeByHand(bench, childOf(bench), 'SELL', 2 * LOT);
    await waitForNextMorning(bench);
    const again = await restart(bench);
    for (const account of [again.master, ...again.children]) await logIn(again, again.desk, account);
    for (let look = 0; look < 60; look += 1) {
      tellAt(180);
      await again.clock.advance(1_000);
    }
    expect(again.desk.protections.list(ANN)[0]?.figure).toBe(-rs(3_000));
    expect([sentTo(again), venueNets(again)]).toEqual([[], [2 * LOT, 0]]);
  });
});

describe('I5: a position that the first books of the day do not show', () => {
  it('is exited as soon as one does', async () => {
    let isShown = false;
    const bench = await carried({}, (again) => {
      for (const broker of again.brokers.values()) {
        const positions = broker.positions.bind(broker);
        broker.positions = async (...call) => (isShown ? positions(...call) : []);
      }
    });
    const exit = bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master));
    await bench.clock.drive(exit);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([2 * LOT, 2 * LOT]);
    isShown = true;
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});
