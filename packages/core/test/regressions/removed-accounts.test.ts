import { EVERY_EVENT } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type AccountId, type DeskEvent, instantOf, type JournalEntry } from '../../src/index.ts';
import { interceptPlacements } from '../bench/bench-moves.ts';
import {
  ANN,
  addAccount,
  anOrderOf,
  kill,
  NORTH,
  newDesk,
  openBench,
  placeAndSettle,
  restart,
} from '../bench/desk-bench.ts';

/** The event as it was written about an account that nobody has any more. */
function aboutNobody(event: DeskEvent, nobody: AccountId): DeskEvent {
  const shown = JSON.stringify(event).replace(/"account-\d+"/g, `"${nobody}"`);
  return JSON.parse(shown) as DeskEvent;
}

describe('a desk whose journal tells of an account that was removed', () => {
  it('I2: opens after a placement there was refused for its size', async () => {
    const bench = await openBench({ links: [{}] });
    const { desk, clock } = bench;
    const solo = await addAccount(bench, desk, { address: 'SOLO:s1', brokerId: NORTH, clientId: 'CC0001' });
    await clock.advance(2_500);
    interceptPlacements(bench, solo, () => async () => ({
      kind: 'refused',
      code: 'freeze',
      brokerText: 'Quantity above the freeze quantity.',
    }));
    await placeAndSettle(bench, anOrderOf(bench, 4, { accountId: solo.id }));
    await desk.accounts.remove(solo.id);

    await kill(bench);
    const after = await restart(bench);
    await clock.advance(20_000);

    expect((await placeAndSettle(after, anOrderOf(after, 1))).status).toBe('filled');
  });

  it('I2: opens whatever was written about it', async () => {
    const bench = await openBench({ links: [{}] });
    await kill(bench);
    const nobody = 'account-gone' as AccountId;
    const events = [
      ...Object.values(EVERY_EVENT),
      { ...EVERY_EVENT['order-refused'], code: 'freeze' as const },
    ];
    const stored = await bench.journal.readAfter(ANN, 0, 1_000);
    const entries = events.map(
      (event, index): JournalEntry => ({
        userId: ANN,
        eventId: stored.length + 1 + index,
        at: instantOf(bench.clock.now()),
        monotonicMs: bench.clock.monotonicMs(),
        event: aboutNobody(event, nobody),
      }),
    );
    await bench.journal.append(entries, []);

    const desk = newDesk(bench);
    await desk.open();
    await bench.clock.advance(20_000);

    expect(desk.orders.livingOf(bench.master.id)).toEqual([]);
    await desk.close();
  });
});
