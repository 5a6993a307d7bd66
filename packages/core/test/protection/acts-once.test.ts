/** A protection acts exactly once, whatever its prices and its process do. */
import { SeededRandom } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type { DeskEvent, DeskEventType, JournalEntry, LivePrice } from '../../src/index.ts';
import { breakBefore, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';
import { rs, ToldPrices } from './told-prices.ts';

const STOP = 190;
/** What the journal's machine may be about to write when it is gone. */
const CUTS: readonly DeskEventType[] = [
  'protection-triggered',
  'square-off-started',
  'orders-journaled',
  'order-sending',
  'order-accepted',
  'order-filled',
];

type Triggered = Extract<DeskEvent, { readonly type: 'protection-triggered' }>;

async function journaled(bench: DeskBench): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const batch of bench.journal.readAll()) entries.push(...[batch].flat());
  return entries;
}

async function triggersOf(bench: DeskBench): Promise<readonly Triggered[]> {
  return (await journaled(bench)).flatMap(({ event }) =>
    event.type === 'protection-triggered' ? [event] : [],
  );
}

const exitsOf = (bench: DeskBench) => venueOrders(bench, bench.master).filter(({ side }) => side === 'SELL');

describe('a stop', () => {
  it.each(Array.from({ length: 30 }, (_none, seed) => seed + 1))(
    'acts exactly once under duplicated, reordered and stale ticks, and a crash between trigger and exit: %i',
    async (seed) => {
      const random = new SeededRandom(seed);
      let bench = await openBench({ livePrices: new ToldPrices(), links: [{}] });
      const told = bench.livePrices as ToldPrices;
      const history: LivePrice[] = [];
      const tell = (price: LivePrice): void => {
        setPrice(bench, price.price);
        told.tell(bench.instrument.id, price);
      };
      const fresh = (rupees: number, standing: LivePrice['standing'] = 'live'): void => {
        const price = {
          price: rs(rupees),
          at: bench.clock.now(),
          standing,
          source: undefined,
          previousClose: undefined,
        };
        history.push(price);
        tell(price);
      };
      fresh(200);
      await placeAndSettle(bench, anOrderOf(bench, 2));
      // From before it was set: told again later, it must not act.
      history.push({
        price: rs(150),
        at: bench.clock.now(),
        standing: 'live',
        source: undefined,
        previousClose: undefined,
      });
      await bench.clock.advance(1_000);
      const setAt = bench.clock.now();
      const { id: accountId } = bench.master;
      const scope = { kind: 'position', accountId, instrumentId: bench.instrument.id, product: 'D' } as const;
      await bench.clock.drive(bench.desk.protections.set(ANN, scope, { stop: rs(STOP), target: rs(260) }));

      for (let step = 0; step < 12; step += 1) {
        const what = random.below(6);
        const rupees = 196 + random.below(20);
        if (what === 0) fresh(rupees);
        else if (what === 1) fresh(STOP - 5, 'stale');
        else if (what === 2 && history.length > 0) tell(history[random.below(history.length)] as LivePrice);
        else if (what === 3) for (let count = 0; count < 3; count += 1) fresh(rupees, 'polled');
        else if (what === 4 && random.below(3) === 0) {
          const cut = CUTS[random.below(CUTS.length)];
          const mend = breakBefore(bench, (event) => event.type === cut);
          fresh(STOP - random.below(10));
          await bench.clock.advance(random.below(4_000));
          await kill(bench);
          mend();
          bench = await restart(bench);
        } else if (what === 5 && random.below(4) === 0) {
          for (let count = 0; count < 3; count += 1) fresh(STOP - count);
        }
        await bench.clock.advance(random.below(3_000));
        if ((await triggersOf(bench)).length === 0) expect(exitsOf(bench)).toEqual([]);
      }
      // Whatever came before, a last fresh price is below the stop, and there is time enough for what was lost to be found.
      await bench.clock.advance(5_000);
      fresh(STOP - 1);
      await bench.clock.advance(200_000);

      const triggers = await triggersOf(bench);
      expect(triggers).toHaveLength(1);
      const [trigger] = triggers;
      expect(trigger?.by).toBe('stop');
      expect(trigger?.figure).toBeLessThanOrEqual(rs(STOP));
      expect(trigger?.standing).not.toBe('stale');
      expect(trigger?.figureAt).toBeGreaterThanOrEqual(setAt);
      expect(venueNets(bench)).toEqual([0, 0]);
      const sold = exitsOf(bench).reduce((sum, { filledQuantity }) => sum + filledQuantity, 0);
      expect(sold).toBe(2 * bench.instrument.lotSize);
      expect(bench.desk.protections.list(ANN)).toEqual([]);
      const { book } = bench.desk.protections;
      expect(book.leftBy(scope)).toMatchObject({ by: 'stop', level: rs(STOP) });
      await placeAndSettle(bench, anOrderOf(bench, 1));
      expect(book.leftBy(scope)).toBeUndefined();
    },
  );
});
