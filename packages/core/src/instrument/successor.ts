/**
 * Finds what replaced an instrument while nobody looked: the process that knew both lists was not running.
 *
 * Decides: the same rule as between two lists (`table/adjustments.ts`), for one instrument that was kept with what each broker
 * called it: the same token, kind and expiry and another strike, or the same token and symbol of a share and another ISIN. Every
 * broker that still knows the token must mean the same thing by it.
 */
import type { BrokerId } from '../broker/broker-id.ts';
import type { FamiliarInstrument } from './familiar-instruments.ts';
import type { Instrument } from './instrument.ts';
import type { InstrumentSnapshot } from './instrument-snapshot.ts';

/** The successor of an instrument that the snapshot lacks; undefined when it has it, or knows none with certainty. */
export function successorIn(
  snapshot: InstrumentSnapshot,
  { instrument, listings }: FamiliarInstrument,
): Instrument | undefined {
  if (snapshot.find(instrument.id) !== undefined) return undefined;
  const found = Object.entries(listings).flatMap(
    ([brokerId, { feedToken }]) => snapshot.byFeedToken(brokerId as BrokerId, feedToken) ?? [],
  );
  const [first] = found;
  if (first === undefined || found.some((other) => other.id !== first.id)) return undefined;
  return isSameThing(instrument, first) ? first : undefined;
}

function isSameThing(before: Instrument, after: Instrument): boolean {
  if (before.segment !== after.segment || before.kind !== after.kind) return false;
  if (before.kind === 'EQ') {
    const bothKnown = before.isin !== undefined && after.isin !== undefined;
    return bothKnown && before.symbol === after.symbol && before.isin !== after.isin;
  }
  return (
    before.underlying === after.underlying &&
    before.expiry === after.expiry &&
    before.optionType === after.optionType &&
    before.strike !== after.strike
  );
}
