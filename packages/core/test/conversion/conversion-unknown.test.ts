/** Conversions of which nobody tells what became: lost answers, crashes, and those made in the broker's own app. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { findConversions } from '../../src/conversion/conversions-in-books.ts';
import { type InstrumentId, type Product, quantityOf } from '../../src/index.ts';
import { childOf, clientOf, tradeByHand } from '../bench/bench-moves.ts';
import { ANN, kill, logIn, restart } from '../bench/desk-bench.ts';
import { byHand, conversionsAt, convert, copied, held, holding, LOT } from './conversion-moves.ts';

describe('I1: a conversion whose answer was lost', () => {
  it('is settled by the position book alone, and its children follow then', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 10_000 }, 2);
    bench.venue.gate.addFault({
      on: 'convert',
      fault: '500',
      effect: true,
      times: 1,
      client: bench.master.clientId,
    });
    await convert(bench, 1);
    await bench.clock.advance(1_000);
    expect(held(bench, bench.master)).toEqual({ I: LOT, D: LOT });
    expect(held(bench, childOf(bench))).toEqual({ I: LOT, D: LOT });
    await bench.clock.advance(60_000);
    expect(conversionsAt(bench, bench.master)).toBe(1);
    expect(bench.desk.conversions.book.list(ANN)[0]?.status).toBe('done');
  });

  it('is sent again only after the book has shown for long enough that nothing moved', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 10_000 }, 2);
    bench.venue.gate.addFault({
      on: 'convert',
      fault: 'reset-before',
      times: 1,
      client: bench.master.clientId,
    });
    await convert(bench, 1);
    await bench.clock.advance(7_000);
    expect([conversionsAt(bench, bench.master), bench.desk.conversions.book.list(ANN)[0]?.status]).toEqual([
      1,
      'uncertain',
    ]);
    await bench.clock.advance(10_000);
    expect(conversionsAt(bench, bench.master)).toBe(2);
    expect([held(bench, bench.master), held(bench, childOf(bench))]).toEqual([
      { I: LOT, D: LOT },
      { I: LOT, D: LOT },
    ]);
  });

  it('is never sent a third time', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 5_000 }, 2);
    bench.venue.gate.addFault({ on: 'convert', fault: '500', effect: false, client: bench.master.clientId });
    await convert(bench, 1);
    await bench.clock.advance(60_000);
    expect(conversionsAt(bench, bench.master)).toBe(2);
    expect(bench.desk.conversions.book.list(ANN)[0]).toMatchObject({
      status: 'given-up',
      reason: { code: 'not-converted' },
    });
    expect(held(bench, bench.master)).toEqual({ I: 2 * LOT });
  });

  it('is not taken for absent by a book that is late', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 20_000 }, 2);
    const { clientId: client } = bench.master;
    bench.venue.gate.addFault({ on: 'positions', fault: 'stale', ms: 8_000, client });
    bench.venue.gate.addFault({ on: 'convert', fault: 'reset-after', times: 1, client });
    await convert(bench, 1);
    await bench.clock.advance(40_000);
    expect(conversionsAt(bench, bench.master)).toBe(1);
    expect(bench.desk.conversions.book.list(ANN)[0]?.status).toBe('done');
    expect(held(bench, childOf(bench))).toEqual({ I: LOT, D: LOT });
  });

  it('is not proven by a sale of as much that the desk has not heard of', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 20_000 }, 2);
    const { clientId: client } = bench.master;
    bench.venue.gate.addFault({ on: 'convert', fault: 'reset-before', times: 1, client });
    bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 8_000, client });
    bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client });
    bench.venue.orders.placeOutside(clientOf(bench.master), {
      instrument: bench.venue.instruments.byId(bench.instrument.id) as never,
      side: 'SELL',
      quantity: LOT,
      orderType: 'MARKET',
      product: 'I',
    });
    await convert(bench, 1);
    await bench.clock.advance(4_000);
    expect(bench.desk.conversions.book.list(ANN)[0]?.status).toBe('uncertain');
    expect([held(bench, bench.master), held(bench, childOf(bench))]).toEqual([{ I: LOT }, { I: 2 * LOT }]);
  });

  it('is uncertain too when the adapter fails in a way of its own', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 20_000 }, 2);
    const broker = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
    const ask = broker.convertPosition.bind(broker);
    broker.convertPosition = async (...call) => {
      await ask(...call);
      throw new Error('a bug of the adapter');
    };
    await convert(bench, 1);
    await bench.clock.advance(3_000);
    expect(bench.desk.conversions.book.list(ANN)[0]?.status).toBe('done');
    expect(conversionsAt(bench, bench.master)).toBe(1);
  });

  it('keeps exits from taking what may have moved: never opposite', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 20_000 }, 2);
    const { clientId: client } = bench.master;
    bench.venue.gate.addFault({ on: 'positions', fault: 'stale', ms: 15_000, client });
    bench.venue.gate.addFault({ on: 'convert', fault: 'reset-after', times: 1, client });
    await convert(bench, 1);
    const exit = { accountId: bench.master.id, instrumentId: bench.instrument.id, product: 'I' } as const;
    await bench.clock.drive(bench.desk.trader.exit(ANN, { ...exit, fraction: 1_000_000 }));
    await bench.clock.advance(3_000);
    expect(held(bench, bench.master)).toEqual({ D: LOT });
    await bench.clock.advance(40_000);
    expect(held(bench, childOf(bench))).toEqual({ D: LOT });
  });
});

describe('a crash', () => {
  it.each([0, 3, 8, 12, 20, 40])(
    'between command and answer (%i ms) converts at most once, and children follow after the restart',
    async (afterMs) => {
      const bench = await holding({ links: [{}], latencyMs: 10, absenceAfterMs: 5_000 }, 2);
      void bench.desk.conversions
        .convert(ANN, {
          accountId: bench.master.id,
          instrumentId: bench.instrument.id,
          from: 'I',
          to: 'D',
          quantity: quantityOf(LOT),
        })
        .catch(() => undefined);
      await bench.clock.advance(afterMs);
      await kill(bench);
      await bench.clock.advance(100);
      const again = await restart(bench);
      await bench.clock.advance(40_000);
      const done = held(again, bench.master)['D'] ?? 0;
      expect([0, LOT]).toContain(done);
      expect(held(again, childOf(bench))).toEqual(held(again, bench.master));
      expect(copied(again, childOf(bench), 'D')).toBe(done);
      expect(conversionsAt(again, bench.master)).toBeLessThanOrEqual(2);
      if (afterMs >= 3) expect(done).toBe(LOT);
    },
  );
});

describe("a conversion in the broker's own app", () => {
  it('is recognised by two reads of the positions, and what it takes of what was copied is the child’s own', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 2_000 }, 2);
    const child = childOf(bench);
    await bench.clock.advance(10_000);
    byHand(bench, child, LOT);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(5_000);
    expect([copied(bench, child, 'I'), copied(bench, child, 'D')]).toEqual([LOT, 0]);
    expect(bench.desk.conversions.book.list(ANN, child.id)[0]?.intent.origin).toBe('outside');
    expect(conversionsAt(bench, child)).toBe(0);
  });

  it('by the master is followed where the group copies what is done elsewhere', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 2_000 }, 2);
    const { version } = bench.desk.groups.get(ANN, bench.group.id);
    await bench.desk.groups.change(ANN, bench.group.id, version, { copyOutsideOrders: true });
    await bench.clock.advance(10_000);
    byHand(bench, bench.master, LOT);
    await logIn(bench, bench.desk, bench.master);
    await bench.clock.advance(5_000);
    expect(held(bench, childOf(bench))).toEqual({ I: LOT, D: LOT });
  });

  it('is not mistaken for one when a trade explains the difference', async () => {
    const bench = await holding({ links: [{}], absenceAfterMs: 2_000 }, 2);
    const child = childOf(bench);
    await bench.clock.advance(10_000);
    tradeByHand(bench, child, 'BUY', LOT);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(5_000);
    expect(bench.desk.conversions.book.list(ANN, child.id)).toEqual([]);
    expect([copied(bench, child, 'I'), copied(bench, child, 'D')]).toEqual([2 * LOT, 0]);
  });
});

describe('a position book', () => {
  const at = (product: Product, known: number, shown: number, instrumentId = 'NFO:A') => ({
    instrumentId: instrumentId as InstrumentId,
    product,
    known,
    shown,
  });

  it.each([
    ['what left one product came in the other', [at('I', 75, 0), at('D', 0, 75)], ['I', 'D', 75]],
    ['part of it moved', [at('I', 150, 75), at('D', 75, 150)], ['I', 'D', 75]],
    ['a short position moved', [at('D', 0, -75), at('I', -75, 0)], ['I', 'D', 75]],
    ['more came than left', [at('I', 150, 75), at('D', 0, 150)], undefined],
    ['something left alone', [at('I', 75, 0), at('D', 0, 0)], undefined],
    ['the other product holds the other side', [at('I', 75, 0), at('D', -75, 0)], undefined],
    ['it is another instrument', [at('I', 75, 0), at('D', 0, 75, 'NFO:B')], undefined],
    ['three products differ', [at('I', 75, 0), at('D', 0, 75), at('MTF', 0, 75)], undefined],
    ['more left than was there', [at('I', 75, -75), at('D', 0, 150)], undefined],
  ] as const)('shows a conversion only where it is one: %s', (_what, rows, found) => {
    const [first] = findConversions(rows);
    expect(first === undefined ? undefined : [first.from, first.to, first.quantity]).toEqual(found);
  });
});
