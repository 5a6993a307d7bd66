/** A bench whose option gets another strike over night, and the lists that do or do not say so. */
import { referenceInstruments } from '@copydesk/adapter-testkit';
import { type VenueInstrument } from '@copydesk/sandbox';
import { type InstrumentId, type InstrumentLookup, type Price } from '../../src/index.ts';
import { waitForNextMorning } from './bench-moves.ts';
import { type DeskBench, logIn, lookupOver, NORTH, SOUTH } from './desk-bench.ts';

/** Puts another list behind the desk's lookup, as the catalog does. */
export function changeLists(
  bench: DeskBench,
  instruments: readonly VenueInstrument[],
  successorOf: (id: InstrumentId) => InstrumentId | undefined = () => undefined,
): void {
  const next = lookupOver(instruments, {});
  const lookup = bench.lookup as { -readonly [Name in keyof InstrumentLookup]: InstrumentLookup[Name] };
  lookup.byId = next.byId;
  lookup.listingFor = next.listingFor;
  lookup.byListingKey = next.byListingKey;
  lookup.successorOf = (id) => {
    const to = successorOf(id);
    return to === undefined ? undefined : next.byId(to);
  };
}

/** Lists of two days: on the second the option of the bench has another strike, under the same token. */
export function adjustedLists() {
  const state: { list: readonly VenueInstrument[]; from: InstrumentId; to: InstrumentId } = {
    list: [],
    from: '' as InstrumentId,
    to: '' as InstrumentId,
  };
  const lists = (date: string): readonly VenueInstrument[] => {
    if (state.list.length === 0) {
      state.list = referenceInstruments(date, [NORTH, SOUTH]);
      return state.list;
    }
    const option = state.list.find(
      (one) => one.kind === 'OPT' && one.underlying === 'NIFTY',
    ) as VenueInstrument;
    if (state.to !== '') return state.list;
    state.from = option.id;
    state.to = option.id.replace(/:(\d+):(CE|PE)$/, ':25777.5:$2') as InstrumentId;
    const names = { key: state.to, feedToken: state.to, symbol: state.to };
    // The venue's carried positions name the object: it is the same contract under another name.
    Object.assign(option, {
      id: state.to,
      strike: 257_775_000 as Price,
      listings: { [NORTH]: names, [SOUTH]: names },
    });
    return state.list;
  };
  return { state, lists };
}

/** Another morning with everybody logged in; `before` is what happens between midnight and the logins. */
export async function nextMorning(bench: DeskBench, before: () => void = () => undefined): Promise<void> {
  await waitForNextMorning(bench);
  before();
  for (const account of [bench.master, ...bench.children]) await logIn(bench, bench.desk, account);
  await bench.clock.advance(10_000);
}
