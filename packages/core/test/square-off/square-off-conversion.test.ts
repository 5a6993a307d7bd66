/** A square-off that comes while a conversion is under way, of which nobody knows yet what becomes. */
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../src/index.ts';
import { ANN, type DeskBench, kill, restart } from '../bench/desk-bench.ts';
import { convert, held, holding } from '../conversion/conversion-moves.ts';

const scopeOf = (bench: DeskBench): Scope => ({ kind: 'account', accountId: bench.master.id });

/** Two lots in intraday are being converted, and the answer is lost. */
async function losingConversion(fault: 'reset-before' | 'reset-after'): Promise<DeskBench> {
  const bench = await holding({ links: [], absenceAfterMs: 10_000 }, 2);
  const { clientId: client } = bench.master;
  bench.venue.gate.addFault({ on: 'convert', fault, client });
  if (fault === 'reset-after')
    bench.venue.gate.addFault({ on: 'positions', fault: 'stale', ms: 8_000, client });
  await convert(bench, 2);
  expect(bench.desk.conversions.book.list(ANN)[0]?.status).toBe('uncertain');
  return bench;
}

describe('squaring off while a conversion is under way', () => {
  it.each([false, true])('I5 I6: closes what stays when it comes to nothing (restart: %s)', async (crash) => {
    const bench = await losingConversion('reset-before');
    const ended: string[] = [];
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'square-off-closed' || event.type === 'square-off-finished') ended.push(event.type);
    });
    await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope: scopeOf(bench) }));
    await bench.clock.advance(1_000);
    expect(ended).toEqual([]);
    if (crash) await kill(bench);
    const after = crash ? await restart(bench) : bench;

    await after.clock.advance(90_000);

    expect(after.desk.conversions.book.list(ANN)[0]?.status).toBe('given-up');
    expect(held(after, after.master)).toEqual({});
  });

  it('I5 I6: closes it in the product that it has moved to', async () => {
    const bench = await losingConversion('reset-after');
    await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope: scopeOf(bench) }));

    await bench.clock.advance(60_000);

    expect(bench.desk.conversions.book.list(ANN)[0]?.status).toBe('done');
    expect(held(bench, bench.master)).toEqual({});
  });

  it('I5: is not done with a position that is closed but for what is moving', async () => {
    const bench = await holding({ links: [], absenceAfterMs: 10_000 }, 3);
    bench.venue.gate.addFault({ on: 'convert', fault: 'reset-before', client: bench.master.clientId });
    await convert(bench, 1);
    await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope: scopeOf(bench) }));
    await bench.clock.advance(1_000);
    expect(held(bench, bench.master)).toEqual({ I: 75 });

    await bench.clock.advance(90_000);

    expect(held(bench, bench.master)).toEqual({});
  });
});
