import { describe, expect, it } from 'vitest';
import { type AccountId, type Desk, type LeasePort, sleep } from '../../src/index.ts';
import { childOf, clientOf, interceptPlacements, outcomeOf, SELL, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  newDesk,
  openBench,
  placeAndSettle,
  restart,
  SOUTH,
} from '../bench/desk-bench.ts';

/** Leases that somebody else holds. */
const TAKEN: LeasePort = { take: async () => ({ heldBy: 'the first desk' }) };

/** A desk over the same outside whose lease port is `leases`. */
const deskWith = (bench: DeskBench, leases: LeasePort): Desk => newDesk({ ...bench, leases });

describe('a second desk on the same accounts', () => {
  it('I1: does not open, and the first one goes on', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));

    const second = await outcomeOf(deskWith(bench, TAKEN).open());
    await bench.clock.advance(1_000);
    const exit = await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    expect(second).toBe('account-leased-elsewhere');
    expect(exit.status).toBe('filled');
    expect(bench.desk.journal.available).toBe(true);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I2: does not touch an order that the first one has under way', async () => {
    const bench = await openBench({ links: [], latencyMs: 500 });
    await bench.clock.advance(5_000);
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 1));
    await bench.clock.advance(100);

    const second = await outcomeOf(deskWith(bench, TAKEN).open());
    await bench.clock.drive(placing);
    await bench.clock.advance(5_000);

    expect(second).toBe('account-leased-elsewhere');
    expect(bench.desk.journal.available).toBe(true);
    expect(bench.desk.orders.list({ userId: ANN })[0]?.slices.map((slice) => slice.status)).toEqual([
      'filled',
    ]);
  });

  it('gives back the leases that it got before it was refused one', async () => {
    const bench = await openBench({ links: [{}] });
    const released: AccountId[] = [];
    const allButTheChild: LeasePort = {
      take: async (accountId) =>
        accountId === childOf(bench).id
          ? { heldBy: 'the first desk' }
          : {
              accountId,
              fence: 2,
              lost: new AbortController().signal,
              release: async () => void released.push(accountId),
            },
    };

    expect(await outcomeOf(deskWith(bench, allButTheChild).open())).toBe('account-leased-elsewhere');
    expect(released).toEqual([bench.master.id]);
  });
});

describe('leases at a start', () => {
  it('make it fail with the words of a lease port that fails, and the next start is a normal one', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await kill(bench);
    const broken: LeasePort = {
      take: async (accountId) => {
        if (accountId === childOf(bench).id) throw new Error('the lock file cannot be made');
        return bench.leases.take(accountId);
      },
    };

    await expect(deskWith(bench, broken).open()).rejects.toThrow('the lock file cannot be made');
    const after = await restart(bench);
    await bench.clock.advance(5_000);
    await placeAndSettle(after, anOrderOf(after, 1, SELL));

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('are refused while the old process holds them, and given to the start after its end', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await kill(bench);

    expect(await outcomeOf(deskWith(bench, TAKEN).open())).toBe('account-leased-elsewhere');
    const after = await restart(bench);
    await bench.clock.advance(5_000);

    expect(
      [after.master, ...after.children].map(({ id }) => after.desk.accounts.stateOf(id).settled),
    ).toEqual([true, true]);
  });

  it('are taken once by two logins that come close together', async () => {
    const bench = await openBench({ links: [] });
    const { id } = bench.master;
    const session = bench.desk.accounts.sessionOf(id);
    if (session === undefined) throw new Error('The master is logged in');
    await bench.clock.drive(bench.desk.close());
    await bench.repositories.sessions.remove(id);
    let asked = 0;
    const slow: LeasePort = {
      take: async (accountId) => {
        asked += 1;
        const first = asked === 1;
        await sleep(bench.clock, 20);
        return first ? bench.leases.take(accountId) : { heldBy: 'this very desk' };
      },
    };
    const desk = deskWith(bench, slow);
    await bench.clock.drive(desk.open());

    await bench.clock.drive(
      Promise.all([desk.accounts.openSession(session), desk.accounts.openSession(session)]),
    );
    await bench.clock.advance(5_000);

    expect(desk.accounts.stateOf(id)).toMatchObject({ leasedBy: undefined, settled: true });
    expect(asked).toBe(1);
  });
});

describe('a broker session', () => {
  it('that was replaced does not take the new one with it when it is refused late', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    interceptPlacements(bench, child, (_nth, placeOrder) => async (session, order, signal) => {
      await sleep(bench.clock, 3_000);
      return placeOrder(session, order, signal);
    });
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(100);

    bench.venue.sessions.expire(clientOf(child));
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(10_000);

    expect(bench.desk.accounts.sessionOf(child.id)).toBeDefined();
  });

  it('I7: that ends while its storage fails costs the account its session and the desk nothing', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    bench.repositories.sessions.remove = async () => {
      throw new Error('the disk is full');
    };
    interceptPlacements(bench, child, () => async () => ({ kind: 'not-sent', cause: 'session-lost' }));

    const order = await placeAndSettle(bench, anOrderOf(bench, 1));

    expect(order.status).toBe('filled');
    expect(bench.desk.accounts.sessionOf(child.id)).toBeUndefined();
  });

  it('ends when its account moves to another broker', async () => {
    const bench = await openBench({ links: [] });

    await bench.desk.accounts.change(bench.master.id, { brokerId: SOUTH });

    expect(bench.desk.accounts.sessionOf(bench.master.id)).toBeUndefined();
  });

  it('I2: that is lost leaves no entry waiting for ever in its lane', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 50 });
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 50));
    await bench.clock.advance(120);

    bench.venue.sessions.expire(clientOf(childOf(bench)));
    const order = bench.desk.orders.get(await bench.clock.drive(placing));
    await bench.clock.advance(60_000);

    const children = order === undefined ? [] : bench.desk.orders.childrenOf(order);
    expect(children).toHaveLength(1);
    expect(children.flatMap((child) => child.slices.map((slice) => slice.status))).not.toContain('journaled');
  });
});

describe('an account of a group', () => {
  it.each([
    ['that holds what was copied', 1],
    ['that is flat', 0],
  ])('cannot be removed: one %s', async (_what, lots) => {
    const bench = await openBench({ links: [{}, {}] });
    if (lots > 0) await placeAndSettle(bench, anOrderOf(bench, lots));

    const removal = await outcomeOf(bench.desk.accounts.remove(childOf(bench).id));
    await placeAndSettle(bench, anOrderOf(bench, 1));

    expect(removal).toBe('account-in-use');
    expect(venueNets(bench)).toEqual([1, 1, 1].map((each) => each * (lots + 1) * 75));
  });
});
