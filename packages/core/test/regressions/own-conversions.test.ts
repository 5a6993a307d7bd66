/** A child's position that its own person converts at the desk, and whose master leaves afterwards. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { childOf, collectAlerts, SELL } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, logIn, placeAndSettle } from '../bench/desk-bench.ts';
import { byHand, convert, copied, held, holding, LOT } from '../conversion/conversion-moves.ts';

describe('a child’s copied position that a person converts in the child alone', () => {
  it('I5: leaves with its master, or is the child’s own, or is a divergence', async () => {
    const bench = await holding({ links: [{}] }, 2);
    const child = childOf(bench);
    await convert(bench, 2, child);
    expect(held(bench, child)).toEqual({ D: 2 * LOT });

    await placeAndSettle(bench, anOrderOf(bench, 2, { ...SELL, product: 'I' }));
    await bench.clock.advance(150_000);

    expect(held(bench, bench.master)).toEqual({});
    const told = bench.desk.divergences.list(ANN).length > 0;
    expect([held(bench, child), copied(bench, child, 'D'), told]).not.toEqual([
      { D: 2 * LOT },
      2 * LOT,
      false,
    ]);
  });

  it('I6: is not sold with what the master enters and leaves in the other product', async () => {
    const bench = await holding({ links: [{}] }, 2);
    const child = childOf(bench);
    await convert(bench, 2, child);
    await placeAndSettle(bench, anOrderOf(bench, 2, { ...SELL, product: 'I' }));
    const before = held(bench, child)['D'] ?? 0;
    await placeAndSettle(bench, anOrderOf(bench, 2, { product: 'D' }));
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, product: 'D' }));
    await bench.clock.advance(10_000);
    expect(held(bench, bench.master)).toEqual({ D: LOT });
    expect(held(bench, child)).toEqual({ D: before + LOT });
  });

  it('I2: is the child’s own, wherever it was converted, and somebody is told; the rest leaves with its master', async () => {
    for (const where of ['desk', 'app'] as const) {
      const bench = await holding({ links: [{}], absenceAfterMs: 2_000 }, 4);
      const alerts = collectAlerts(bench);
      const child = childOf(bench);
      await bench.clock.advance(10_000);
      if (where === 'desk') await convert(bench, 2, child);
      else {
        byHand(bench, child, 2 * LOT);
        await logIn(bench, bench.desk, child);
        await bench.clock.advance(5_000);
      }
      expect([copied(bench, child, 'I'), copied(bench, child, 'D')]).toEqual([2 * LOT, 0]);
      expect(alerts).toEqual(['copy-converted-alone']);
      expect(bench.desk.divergences.list(ANN)).toEqual([]);

      await placeAndSettle(bench, anOrderOf(bench, 2, { ...SELL, product: 'I' }));
      await bench.clock.advance(10_000);
      expect(held(bench, child)).toEqual({ I: LOT, D: 2 * LOT });
      await placeAndSettle(bench, anOrderOf(bench, 2, { ...SELL, product: 'I' }));
      await bench.clock.advance(10_000);
      expect([held(bench, bench.master), held(bench, child)]).toEqual([{}, { D: 2 * LOT }]);
      expect(bench.desk.divergences.list(ANN)).toEqual([]);
    }
  });

  it('I5: stays a copy where its master has gone before it, and leaves with it', async () => {
    const bench = await holding({ links: [{}] }, 4);
    const child = childOf(bench);
    const broker = bench.brokers.get(child.brokerId) as ReferenceBroker;
    const ask = broker.convertPosition.bind(broker);
    broker.convertPosition = async (session, ...rest) =>
      session.accountId === child.id
        ? { kind: 'refused', code: 'margin', brokerText: 'Too little.' }
        : ask(session, ...rest);
    await convert(bench, 2);
    broker.convertPosition = ask;
    const alerts = collectAlerts(bench);
    await convert(bench, 2, child);
    expect([copied(bench, child, 'I'), copied(bench, child, 'D')]).toEqual([2 * LOT, 2 * LOT]);
    expect([alerts, bench.desk.divergences.list(ANN)]).toEqual([[], []]);
    await placeAndSettle(bench, anOrderOf(bench, 2, { ...SELL, product: 'D' }));
    await bench.clock.advance(10_000);
    expect([held(bench, bench.master), held(bench, child)]).toEqual([{ I: 2 * LOT }, { I: 2 * LOT }]);
  });
});
