import { describe, expect, it } from 'vitest';
import { type DeskEvent, type LinkState, type Price, quantityOf } from '../../src/index.ts';
import {
  answerFirstPlacementLate,
  childOf,
  fullExitOf,
  outcomeOf,
  RESTING,
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
  viewOf,
} from '../bench/desk-bench.ts';

/** A person puts the first child's link into another state. */
async function putInto(bench: DeskBench, state: LinkState): Promise<void> {
  const { groups } = bench.desk;
  const now = groups.get(ANN, bench.group.id);
  const children = now.children.map((child, place) => (place === 0 ? { ...child, state } : child));
  await bench.clock.drive(groups.change(ANN, now.id, now.version, { children }));
}

function eventsOf<Type extends DeskEvent['type']>(bench: DeskBench, type: Type) {
  const found: Extract<DeskEvent, { readonly type: Type }>[] = [];
  bench.desk.journal.subscribe(({ event }) => {
    if (event.type === type) found.push(event as (typeof found)[number]);
  });
  return found;
}

const exitAll = (bench: DeskBench) => bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master));

describe('a link that is exits only', () => {
  it('takes no entries, and follows exits, modifications and cancels', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const working = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const going = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    await putInto(bench, 'closeOnly');
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.drive(
      bench.desk.trader.modify(ANN, working.intent.orderId, { price: 1_010_000 as Price }),
    );
    await bench.clock.drive(bench.desk.trader.cancel(ANN, going.intent.orderId));
    await bench.clock.drive(exitAll(bench));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
    expect(venueOrders(bench, childOf(bench)).map((order) => [order.state, order.price])).toMatchObject([
      ['complete', expect.anything()],
      ['open', 1_010_000],
      ['cancelled', 1_000_000],
      ['complete', expect.anything()],
    ]);
  });

  it('stops what waits in a lane when it becomes so', async () => {
    const bench = await openBench({ links: [{}] });
    answerFirstPlacementLate(bench, childOf(bench), 1_500);
    const first = bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING));
    const second = bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING));
    await bench.clock.advance(300);
    await putInto(bench, 'closeOnly');
    await bench.clock.advance(3_000);
    await first;
    expect(viewOf(bench, await second).children.map((child) => [child.status, child.reason?.code])).toEqual([
      ['denied', 'close-only'],
    ]);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(1);
  });
});

describe('a paused link', () => {
  it('lists what will no longer be closed when it is entered', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const paused = eventsOf(bench, 'link-paused');
    await putInto(bench, 'paused');
    expect(paused).toMatchObject([
      {
        accountId: childOf(bench).id,
        positions: [{ instrumentId: bench.instrument.id, product: 'D', quantity: quantityOf(150) }],
      },
    ]);
    await bench.desk.groups.change(ANN, bench.group.id, bench.desk.groups.get(ANN, bench.group.id).version, {
      name: 'Renamed',
    });
    expect(paused).toHaveLength(1);
  });

  it('copies nothing, exits neither, and opens a divergence for what is too much when it is left', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await putInto(bench, 'paused');
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.drive(exitAll(bench));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([0, 150, 0]);
    await putInto(bench, 'active');
    await bench.clock.advance(30_000);
    expect(venueNets(bench)).toEqual([0, 150, 0]);
    expect(bench.desk.divergences.list(ANN)).toMatchObject([
      { accountId: childOf(bench).id, expected: 0, actual: 150, cause: { code: 'paused' } },
    ]);
    const view = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(view.children.map((child) => child.status)).toEqual(['filled', 'filled']);
  });

  it('is no obstacle to manual exits and to squaring off', async () => {
    const bench = await openBench({ links: [{}, {}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await putInto(bench, 'paused');
    const half = { ...fullExitOf(bench, childOf(bench)), fraction: 500_000 };
    await bench.clock.drive(bench.desk.trader.exit(ANN, half));
    await bench.clock.advance(2_000);
    expect(venueNets(bench)).toEqual([150, 75, 150]);
    await bench.clock.drive(
      bench.desk.squareOff.run(ANN, { scope: { kind: 'group', groupId: bench.group.id } }),
    );
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });
});

describe('a group that is not armed', () => {
  it('takes no entries in its lanes either, and copies exits', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await bench.desk.groups.disarm(ANN, bench.group.id);
    expect(await outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1)))).toBe('group-not-armed');
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('a group', () => {
  it('is the same in the journal and in the store after a crash between the two', async () => {
    const bench = await openBench();
    const { groups } = bench.repositories;
    // Stored, but the journal heard nothing of it.
    await groups.save({ ...bench.group, version: 9, name: 'Stored' });
    await kill(bench);
    const again = await restart(bench);
    await again.desk.journal.commit();
    const events: DeskEvent[] = [];
    for await (const entries of again.journal.readAll()) for (const { event } of entries) events.push(event);
    const last = events.findLast((event) => event.type === 'group-changed');
    expect(last).toMatchObject({ group: { version: 9, name: 'Stored' } });
  });
});
