/** A protection and the stop that rests behind it take a position out once between them, whatever prices and processes do. */
import { SeededRandom } from '@copydesk/adapter-testkit';
import { isFinalState } from '@copydesk/sandbox';
import { describe, expect, it } from 'vitest';
import type { Account, DeskEventType, LivePrice, ProtectionLevels } from '../../src/index.ts';
import {
  breakBefore,
  childOf,
  fullExitOf,
  hidePlacement,
  outcomeOf,
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
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';
import { rs, ToldPrices, tick, toldOnly } from './told-prices.ts';

const STOP = 190;
const LEVELS: ProtectionLevels = { stop: rs(STOP), target: rs(260), resting: true };

/** What the journal's machine may be about to write when it is gone. */
const CUTS: readonly DeskEventType[] = [
  'protection-triggered',
  'square-off-started',
  'orders-journaled',
  'order-sending',
  'order-accepted',
  'order-resting',
  'order-change-journaled',
  'order-cancelled',
  'order-filled',
];

/** Whatever happened: no account is on the other side, and no two stops of the desk rest for one position. */
function checkAll(bench: DeskBench): void {
  for (const net of venueNets(bench)) expect(net).toBeGreaterThanOrEqual(0);
  for (const account of [bench.master, childOf(bench)]) {
    const stops = livingOf(bench, account).filter(({ triggerPrice }) => triggerPrice !== undefined);
    expect(stops.length).toBeLessThanOrEqual(1);
  }
}

const livingOf = (bench: DeskBench, account: Account) =>
  venueOrders(bench, account).filter(({ state }) => !isFinalState(state));
const tradedBy = (bench: DeskBench, account: Account, side: 'BUY' | 'SELL') =>
  venueOrders(bench, account)
    .filter((order) => order.side === side)
    .reduce((sum, { filledQuantity }) => sum + filledQuantity, 0);

describe('a protection with a stop that rests behind it', () => {
  it.each(Array.from({ length: 24 }, (_none, seed) => seed + 1))(
    'I5, I6: leaves the position once, under stale and hidden prices, lost answers and crashes anywhere: %i',
    async (seed) => {
      const random = new SeededRandom(seed);
      let bench = await openBench({ livePrices: new ToldPrices(), links: [{}] });
      tick(bench, 200);
      if (random.below(4) === 0) hidePlacement(bench, bench.master, 20_000);
      await placeAndSettle(bench, anOrderOf(bench, 2, { protection: LEVELS }));
      const scope = {
        kind: 'position',
        accountId: bench.master.id,
        instrumentId: bench.instrument.id,
        product: 'D',
      } as const;
      const drive = (attempt: Promise<unknown>) => bench.clock.drive(outcomeOf(attempt));
      const crash = async (spoil: () => void): Promise<void> => {
        const cut = CUTS[random.below(CUTS.length)];
        const mend = breakBefore(bench, (event) => event.type === cut);
        spoil();
        await bench.clock.advance(random.below(4_000));
        await kill(bench);
        mend();
        if (random.below(3) === 0) setPrice(bench, rs(STOP - 6));
        bench = await restart(bench);
      };
      const standing = (): LivePrice['standing'] =>
        (['live', 'polled', 'stale'] as const)[random.below(3)] ?? 'live';
      for (let step = 0; step < 10; step += 1) {
        const what = random.below(8);
        const rupees = 196 + random.below(20);
        if (what < 2) tick(bench, rupees);
        else if (what === 2) toldOnly(bench, STOP - 5, 'stale');
        else if (what === 3 && random.below(3) === 0) setPrice(bench, rs(STOP - random.below(8)));
        else if (what === 4)
          await drive(
            bench.desk.protections.set(ANN, scope, { ...LEVELS, stop: rs(STOP - random.below(5)) }),
          );
        else if (what === 5) await crash(() => (random.below(2) === 0 ? tick(bench, STOP - 8) : undefined));
        else if (what === 6 && random.below(3) === 0)
          tick(bench, random.below(2) === 0 ? 261 : STOP - 9, standing());
        else if (what === 7 && random.below(3) === 0)
          await drive(bench.desk.trader.exit(ANN, { ...fullExitOf(bench, bench.master), fraction: 500_000 }));
        await bench.clock.advance(random.below(4_000));
        checkAll(bench);
      }
      // Whatever was lost or is hidden is found in that time; an old price acts on nothing, so the last one comes after it.
      await bench.clock.advance(200_000);
      tick(bench, STOP - 12);
      await bench.clock.advance(200_000);
      expect(venueNets(bench)).toEqual([0, 0]);
      const traded = (side: 'BUY' | 'SELL') =>
        [bench.master, childOf(bench)].map((account) => tradedBy(bench, account, side));
      expect(traded('SELL')).toEqual(traded('BUY'));
      expect(traded('BUY')[0]).toBe(2 * bench.instrument.lotSize);
      expect([bench.master, childOf(bench)].flatMap((account) => livingOf(bench, account))).toEqual([]);
      expect(bench.desk.protections.list(ANN)).toEqual([]);
    },
  );
});
