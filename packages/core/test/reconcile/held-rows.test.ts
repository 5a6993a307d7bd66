/** Rows of the stream about orders that nobody knows, until the book shows them. */
import { VirtualClock } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type { Account, BrokerOrder, BrokerOrderId } from '../../src/index.ts';
import { HeldRows } from '../../src/reconcile/held-rows.ts';

const account = (id: string): Account => ({ id }) as unknown as Account;
const ANN_K1 = account('account-1');
const row = (filledQuantity: number, status = 'working', id = '1'): BrokerOrder =>
  ({
    brokerOrderId: id as BrokerOrderId,
    filledQuantity,
    status: { kind: 'known', status },
  }) as unknown as BrokerOrder;

function holding() {
  const clock = new VirtualClock();
  const released: (readonly [string, number])[] = [];
  const rows = new HeldRows(clock, ({ id }, { filledQuantity }) => released.push([id, filledQuantity]));
  return { clock, rows, released };
}

describe('a row that is held', () => {
  it('is taken once, as last told, when the book has not shown it in time', async () => {
    const { clock, rows, released } = holding();
    rows.hold(ANN_K1, row(0));
    await clock.advance(1_000);
    // What is newer does not begin the wait anew; what is older and what follows an end changes nothing.
    rows.hold(ANN_K1, row(50));
    rows.hold(ANN_K1, row(25));
    rows.hold(ANN_K1, row(75, 'filled'));
    rows.hold(ANN_K1, row(75, 'working'));
    expect(rows.before(ANN_K1, clock.monotonicMs())).toMatchObject([
      { filledQuantity: 75, status: { status: 'filled' } },
    ]);
    expect(released).toEqual([]);
    await clock.advance(500);
    expect(released).toEqual([['account-1', 75]]);
    await clock.advance(5_000);
    expect(released).toHaveLength(1);
    expect(rows.before(ANN_K1, clock.monotonicMs())).toEqual([]);
  });

  it('is not taken any more once its order is known', async () => {
    const { clock, rows, released } = holding();
    rows.hold(ANN_K1, row(25));
    rows.hold(ANN_K1, row(50, 'working', '2'));
    rows.drop(ANN_K1, '1' as BrokerOrderId);
    rows.drop(ANN_K1, 'never-held' as BrokerOrderId);
    await clock.advance(5_000);
    expect(released).toEqual([['account-1', 50]]);
  });

  it('belongs to a read of its own account that began after it came', async () => {
    const { clock, rows } = holding();
    const beganAt = clock.monotonicMs();
    await clock.advance(10);
    rows.hold(ANN_K1, row(25));
    rows.hold(account('account-2'), row(50));
    expect(rows.before(ANN_K1, beganAt)).toEqual([]);
    expect(rows.before(ANN_K1, clock.monotonicMs()).map((one) => one.filledQuantity)).toEqual([25]);
  });
});
