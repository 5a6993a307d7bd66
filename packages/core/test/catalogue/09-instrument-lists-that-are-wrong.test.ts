/** Catalogue 9: an instrument list that is cut short, empty or reuses a token; an expired contract; a strike adjusted overnight. */

import { referenceInstruments } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  InstrumentCatalog,
  type InstrumentId,
  type Price,
  quantityOf,
  successorIn,
} from '../../src/index.ts';
import { adjustedLists, changeLists, nextMorning } from '../bench/adjusted-lists.ts';
import { childOf, collectAlerts, outcomeOf, SELL, waitForNextMorning } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  NORTH,
  newDesk,
  openBench,
  placeAndSettle,
  restart,
  SOUTH,
} from '../bench/desk-bench.ts';
import { option, rightOf, snapshotOf } from '../instrument/rows.ts';

/** So many times the strike of an option. */
function strikeFor(id: InstrumentId, times: number): Price {
  const [, , , strike] = id.split(':');
  return Math.round(Number(strike) * 10_000 * times) as Price;
}

const copied = (bench: DeskBench, id: InstrumentId): readonly number[] =>
  [bench.master, ...bench.children].map((account) => bench.desk.positions.copied(account.id, id, 'D'));

/** The day's loss follows the new contract's price from where the old one stood, and the old one's no more. */
async function expectDayGoesOn(
  bench: DeskBench,
  { from, to }: { readonly from: InstrumentId; readonly to: InstrumentId },
): Promise<void> {
  const { dayLoss, prices } = bench.desk;
  const { id } = childOf(bench);
  expect([dayLoss.holdersOf(from), dayLoss.holdersOf(to)]).toEqual([[], [bench.master.id, id]]);
  const before = dayLoss.of(id);
  const price = prices.of(id, to);
  if (price === undefined) throw new Error('The new contract has no price.');
  await bench.clock.advance(1);
  const note = (instrumentId: InstrumentId, at: number) =>
    prices.noteFor(id, instrumentId, { price: at as Price, at: bench.clock.now() });
  note(to, price - 1_000);
  note(from, 1);
  expect(dayLoss.of(id) - before).toBe(150 * 1_000);
  await bench.clock.advance(1);
  note(to, price);
}

describe('a strike that is adjusted overnight while a position is open', () => {
  it('I4 I6: takes master’s and child’s position and ledger along, and the exit in the new contract closes both', async () => {
    const { state, lists } = adjustedLists();
    const bench = await openBench({ links: [{}], lists });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    let alerts: readonly string[] = [];

    await nextMorning(bench, () => {
      // In the night the venue showed a name that no list had; nothing was taken for sold.
      expect(copied(bench, state.from)).toEqual([150, 150]);
      alerts = collectAlerts(bench);
      changeLists(bench, state.list, (id) => (id === state.from ? state.to : undefined));
      bench.desk.listsChanged('sandbox');
    });

    expect(copied(bench, state.from)).toEqual([0, 0]);
    expect(copied(bench, state.to)).toEqual([150, 150]);
    expect(bench.desk.positions.list(ANN).map((one) => [one.instrumentId, one.netQuantity])).toEqual([
      [state.to, 150],
      [state.to, 150],
    ]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
    expect(alerts).toEqual([]);
    await expectDayGoesOn(bench, state);
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, instrumentId: state.to }));
    expect(copied(bench, state.to)).toEqual([75, 75]);
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, instrumentId: state.to }));
    expect(copied(bench, state.to)).toEqual([0, 0]);
    expect(openAtVenue(bench)).toEqual([]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I4: does so too when the desk slept through the change, and is the same after another restart', async () => {
    const { state, lists } = adjustedLists();
    const bench = await openBench({ links: [{}], lists });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await kill(bench);
    await waitForNextMorning(bench);
    changeLists(bench, state.list, (id) => (id === state.from ? state.to : undefined));

    const after = await restart(bench);
    for (const account of [bench.master, ...bench.children]) await logIn(after, after.desk, account);
    await bench.clock.advance(10_000);
    expect(copied(after, state.to)).toEqual([150, 150]);
    await kill(after);
    const again = { ...after, desk: newDesk(after) };
    await again.desk.open();

    expect(copied(again, state.to)).toEqual([150, 150]);
    expect(copied(again, state.from)).toEqual([0, 0]);
  });

  it('I5: takes a child along that logs in only after its master has exited, and that child is taken out', async () => {
    const { state, lists } = adjustedLists();
    const bench = await openBench({ links: [{}], lists });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await waitForNextMorning(bench);
    changeLists(bench, state.list, (id) => (id === state.from ? state.to : undefined));
    bench.desk.listsChanged('sandbox');
    await logIn(bench, bench.desk, bench.master);
    await bench.clock.advance(10_000);

    await placeAndSettle(bench, anOrderOf(bench, 2, { ...SELL, instrumentId: state.to }));
    expect(copied(bench, state.to)).toEqual([0, 150]);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(30_000);

    expect(copied(bench, state.to)).toEqual([0, 0]);
    expect(openAtVenue(bench)).toEqual([]);
  });

  it('I6: leaves the ledger alone and tells a person where no record says what became of the contract', async () => {
    const { state, lists } = adjustedLists();
    const bench = await openBench({ links: [{}], lists });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const alerts = collectAlerts(bench);

    await nextMorning(bench, () => changeLists(bench, state.list));

    expect(copied(bench, state.from)).toEqual([150, 150]);
    expect(alerts).toContain('position-not-moved');
  });

  it('I6: moves nothing that would not come out whole', async () => {
    const { state, lists } = adjustedLists();
    const bench = await openBench({ links: [{}], lists });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const alerts = collectAlerts(bench);

    await nextMorning(bench, () => {
      const list = state.list.map((one) =>
        one.id === state.to ? { ...one, lotSize: 40, strike: strikeFor(state.from, 75 / 40) } : one,
      );
      changeLists(bench, list, (id) => (id === state.from ? state.to : undefined));
      // 75 units a lot became 40: 75 units are 40 of the new ones, but so is no half of them.
      bench.desk.journal.record(ANN, {
        type: 'copied-reduced',
        accountId: childOf(bench).id,
        instrumentId: state.from,
        product: 'D',
        quantity: quantityOf(38),
        cause: 'outside-order',
      });
      bench.desk.listsChanged('sandbox');
    });

    expect(copied(bench, state.from)[1]).toBe(37);
    expect(alerts).toContain('position-not-moved');
  });
});

describe('a lot that changes with the strike', () => {
  it.each([
    ['goes along where the strike halves while the lot doubles', 0.5, 300, []],
    [
      'is not believed where the strike hardly moves: the lot may have been revised for new trades only',
      0.99,
      150,
      ['position-not-moved'],
    ],
  ] as const)('I6: %s', async (_, times, quantity, complaints) => {
    const { state, lists } = adjustedLists();
    const bench = await openBench({ links: [{}], lists });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await waitForNextMorning(bench);
    const alerts = collectAlerts(bench);
    const strike = strikeFor(state.from, times);
    const list = state.list.map((one) => (one.id === state.to ? { ...one, lotSize: 150, strike } : one));

    changeLists(bench, list, (id) => (id === state.from ? state.to : undefined));
    bench.desk.listsChanged('sandbox');
    await bench.clock.advance(100);

    const place = quantity === 300 ? state.to : state.from;
    expect(copied(bench, place)).toEqual([quantity, quantity]);
    expect([...new Set(alerts)]).toEqual(complaints);
  });
});

describe('a contract that expired', () => {
  it('I4: ends with its day at master and child, without an alert or a difference, and is refused in an order', async () => {
    const bench = await openBench({
      links: [{}],
      lists: (date) => referenceInstruments(date, [NORTH, SOUTH]),
    });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const { expiry } = bench.instrument;
    const alerts = collectAlerts(bench);
    while (new Date(bench.clock.now()).toISOString().slice(0, 10) <= (expiry ?? ''))
      await waitForNextMorning(bench);
    const today = referenceInstruments(new Date(bench.clock.now()).toISOString().slice(0, 10), [
      NORTH,
      SOUTH,
    ]);

    await nextMorning(bench, () => changeLists(bench, today));
    // A row that is missing is believed after the time that books take.
    await bench.clock.advance(130_000);

    expect(copied(bench, bench.instrument.id)).toEqual([0, 0]);
    expect(bench.desk.positions.openCount(childOf(bench).id)).toBe(0);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
    expect(alerts).toEqual([]);
    expect(await outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1)))).toBe('instrument-expired');
  });
});

describe('a token that is used again', () => {
  const held = snapshotOf({ left: [option()], right: [rightOf(option())] }, undefined, '2026-11-20');
  const instrument = held.find('NFO:NIFTY:2026-12-01:26000:CE');
  if (instrument === undefined) throw new Error('The list lacks its only row.');
  const listings = Object.fromEntries(
    held.brokers.flatMap((broker) => {
      const listing = held.listing(instrument.id, broker);
      return listing === undefined ? [] : [[broker, listing]];
    }),
  );

  it.each([
    ['another underlying', option({ underlying: 'BANKNIFTY', strike: '58000' })],
    ['another expiry', option({ expiry: '2026-12-08' })],
    ['the other option type', option({ type: 'PE' })],
  ])('is not taken for what it was yesterday: %s', (_, row) => {
    const today = snapshotOf({ left: [row], right: [rightOf(row)] }, held);
    expect(today.successorOf(instrument.id)).toBeUndefined();
    expect(successorIn(today, { instrument, listings })).toBeUndefined();
  });

  it('is taken for an adjustment only where every broker that knows the token means the same by it', () => {
    const adjusted = option({ strike: '25777.5' });
    const agreed = snapshotOf({ left: [adjusted], right: [rightOf(adjusted)] });
    expect(successorIn(agreed, { instrument, listings })?.id).toBe('NFO:NIFTY:2026-12-01:25777.5:CE');
    const other = option({ strike: '24000' });
    const disagreed = snapshotOf({ left: [adjusted], right: [rightOf(other)] });
    expect(successorIn(disagreed, { instrument, listings })).toBeUndefined();
    const stillThere = snapshotOf({ left: [adjusted, option({ token: '50002' })] });
    expect(successorIn(stillThere, { instrument, listings })).toBeUndefined();
  });

  it('is known to the catalog after a restart, by the old name and by the new', () => {
    const catalog = new InstrumentCatalog('live');
    const adjusted = option({ strike: '25777.5' });
    catalog.replace(snapshotOf({ left: [adjusted] }));
    const to = 'NFO:NIFTY:2026-12-01:25777.5:CE' as InstrumentId;
    expect(catalog.successorOf(instrument.id)).toBeUndefined();
    catalog.noteReplaced(instrument.id, to);
    expect(catalog.successorOf(instrument.id)?.id).toBe(to);
    expect(catalog.byId(to)?.adjustedFrom).toBe(instrument.id);
    catalog.noteReplaced(
      'NFO:NIFTY:2026-12-01:1:CE' as InstrumentId,
      'NFO:NOTHING:2026-12-01:FUT' as InstrumentId,
    );
    expect(catalog.successorOf('NFO:NIFTY:2026-12-01:1:CE' as InstrumentId)).toBeUndefined();
  });
});

describe('a list that is cut short or empty', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      option({ token: String(at + 1), strike: String(25_000 + at * 50) }),
    );

  it.each([
    ['empty', 0],
    ['cut short', 40],
  ])('is refused: %s; what was traded by stays in force, so an exit still has its listing', (_, count) => {
    const catalog = new InstrumentCatalog('live');
    const good = snapshotOf(
      { left: rows(100), right: rows(100).map((row) => rightOf(row)) },
      undefined,
      '2026-11-20',
    );
    catalog.replace(good);
    const id = 'NFO:NIFTY:2026-12-01:29950:CE' as InstrumentId;

    const next = snapshotOf({ left: rows(count), right: rows(100).map((row) => rightOf(row)) }, good);

    expect(() => catalog.replace(next)).toThrow(expect.objectContaining({ code: 'instruments-unusable' }));
    for (const broker of good.brokers) expect(catalog.listingFor(id, broker)).toBeDefined();
    expect(catalog.staleness('2026-11-23')).toMatchObject({ stale: true, reason: 'older-day' });
  });
});

/** What is open at the venue itself, in any instrument. */
function openAtVenue(bench: DeskBench): readonly number[] {
  return [bench.master, ...bench.children]
    .flatMap(({ brokerId, clientId }) => bench.venue.books.positions({ broker: brokerId, client: clientId }))
    .map((row) => row.quantity)
    .filter((quantity) => quantity !== 0);
}
