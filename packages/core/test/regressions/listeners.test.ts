import { settle } from '@copydesk/adapter-testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { venueNets } from '../bench/bench-moves.ts';
import { anOrderOf, openBench, placeAndSettle } from '../bench/desk-bench.ts';

describe('a listener of the journal that throws', () => {
  const others = process.listeners('unhandledRejection');
  afterEach(() => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of others) process.on('unhandledRejection', listener);
  });

  it('is heard of, and stops neither the desk nor the other listeners', async () => {
    const heardOf: unknown[] = [];
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (error) => heardOf.push(error));
    const bench = await openBench({ links: [{}] });
    const failure = new Error('the socket is gone');
    const seen: string[] = [];
    bench.desk.journal.subscribe(() => {
      throw failure;
    });
    bench.desk.journal.subscribe(({ event }) => seen.push(event.type));

    const order = await placeAndSettle(bench, anOrderOf(bench, 1));
    await settle();

    expect(order.status).toBe('filled');
    expect(venueNets(bench)).toEqual([75, 75]);
    expect(bench.desk.journal.available).toBe(true);
    expect(seen).toContain('order-filled');
    expect(new Set(heardOf)).toEqual(new Set([failure]));
  });
});
