import { describe, expect, it } from 'vitest';
import type { Instrument, InstrumentId, InstrumentLookup } from '../../src/index.ts';
import { KeptInstruments } from '../../src/instrument/kept-instruments.ts';
import { childOf, collectAlerts, fullExitOf, outcomeOf, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  NORTH,
  openBench,
  placeAndSettle,
  restart,
  SOUTH,
} from '../bench/desk-bench.ts';

/** The lists of the day come again, and the bench's contract is not in them: for nobody, or for one broker. */
function loseListing(bench: DeskBench, broker?: typeof SOUTH): void {
  const { byId, listingFor, byListingKey } = bench.lookup;
  const { id } = bench.instrument;
  const isLost = (asked: InstrumentId, at?: typeof SOUTH): boolean =>
    asked === id && (broker === undefined || at === broker);
  Object.assign(bench.lookup, {
    byId: (asked: InstrumentId) => (isLost(asked) ? undefined : byId(asked)),
    listingFor: (asked: InstrumentId, at: typeof SOUTH) =>
      isLost(asked, at) ? undefined : listingFor(asked, at),
    byListingKey: (at: typeof SOUTH, key: never) => {
      const found = byListingKey(at, key);
      return found !== undefined && isLost(found.id, at) ? undefined : found;
    },
  } satisfies Partial<InstrumentLookup>);
}

describe('a contract that a list has lost while it is held', () => {
  it('I5: is left in all accounts, and nothing is entered in it any more', async () => {
    const bench = await openBench({ links: [{}, {}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    loseListing(bench);
    expect(await outcomeOf(bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1))))).toBe(
      'instrument-not-listed',
    );
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });

  it('is skipped by a child whose own broker has lost it, and left there all the same', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    loseListing(bench, SOUTH);
    const more = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(more.children).toMatchObject([{ status: 'skipped', reason: { code: 'not-listed' } }]);
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('of which nobody remembers the listing waits for it, and a person is told once', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const { listingFor } = bench.lookup;
    const hidden = {
      listingFor: (id: InstrumentId, at: typeof SOUTH) => (at === SOUTH ? undefined : listingFor(id, at)),
    };
    await bench.desk.close();
    Object.assign(bench.lookup, hidden);
    const again = await restart(bench);
    const alerts = collectAlerts(again);
    await again.clock.advance(2_500);
    await again.clock.drive(again.desk.trader.exit(ANN, fullExitOf(again, again.master)));
    await again.clock.advance(30_000);
    expect(venueNets(again)).toEqual([0, again.instrument.lotSize]);
    expect(alerts.filter((code) => code === 'exit-not-listed')).toHaveLength(1);
    Object.assign(again.lookup, { listingFor });
    await again.clock.advance(5_000);
    expect(venueNets(again)).toEqual([0, 0]);
    expect(again.desk.positions.copied(childOf(again).id, again.instrument.id, 'D')).toBe(0);
  });
});

describe('what is kept of a list', () => {
  it('counts neither when its key is another one’s today, nor when another one has replaced it', async () => {
    const { lookup, instrument, desk } = await openBench({ links: [] });
    await desk.close();
    const { id } = instrument;
    let isListed = true;
    let holder: Instrument | undefined;
    const replaced: { by?: Instrument } = {};
    const kept = new KeptInstruments({
      byId: (asked) => (isListed ? lookup.byId(asked) : undefined),
      listingFor: (asked, broker) => (isListed ? lookup.listingFor(asked, broker) : undefined),
      byListingKey: (broker, key) => (isListed ? lookup.byListingKey(broker, key) : holder),
      successorOf: () => replaced.by,
    });
    const listing = kept.listingFor(id, NORTH);
    isListed = false;
    expect([kept.byId(id)?.id, kept.listingFor(id, NORTH), kept.isListed(id, NORTH)]).toEqual([
      id,
      listing,
      false,
    ]);
    expect(kept.listingFor(id, SOUTH)).toBeUndefined();
    expect(kept.byListingKey(NORTH, listing?.key as never)?.id).toBe(id);
    holder = { ...instrument, id: 'NFO:OTHER' as InstrumentId };
    expect(kept.listingFor(id, NORTH)).toBeUndefined();
    expect(kept.byListingKey(NORTH, listing?.key as never)).toBe(holder);
    holder = undefined;
    replaced.by = { ...instrument, id: 'NFO:NEW' as InstrumentId };
    expect([kept.byId(id), kept.listingFor(id, NORTH)]).toEqual([undefined, undefined]);
  });
});
