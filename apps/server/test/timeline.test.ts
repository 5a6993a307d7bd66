/** `GET /api/orders/:id/timeline`: every event has words, and of each child the event is marked that decided. */
import { DEFAULT_START, EVENT_ORDERS, EVERY_EVENT } from '@copydesk/adapter-testkit';
import type { AccountId, Books, DeskEvent, InstrumentLookup } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { eventView, eventWords } from '../src/http/views/event-views.ts';
import {
  ANN,
  accepted,
  accounts,
  booksAt,
  booksOf,
  cancelAsked,
  child,
  decidingOf,
  fanOut,
  filled,
  lost,
  type Moment,
  master,
  of,
  other,
  sent,
  timelineOf,
} from './timeline-books.ts';

const NO_LIST = { byId: () => undefined } as unknown as InstrumentLookup;
const NO_LISTS = { live: NO_LIST, sandbox: NO_LIST };

it('counts one trade as one', () => {
  const { 'trades-read': many } = EVERY_EVENT;
  const [one] = many.trades;
  if (one === undefined) throw new Error('a trade');
  expect(eventWords({ ...many, trades: [one] })).toBe('1 trade was read.');
});

describe('every event', () => {
  it.each(Object.values(EVERY_EVENT))(
    '$type has words for a person, and no raw figures of the core',
    (event) => {
      const words = eventWords(event);
      expect(words).toMatch(/^[\p{Lu}\d].*[.”)]$/su);
      expect(words).not.toMatch(/undefined|\[object|NaN/);
      const books = booksOf(Object.values(EVERY_EVENT));
      const view = eventView(
        { userId: ANN, eventId: 1, at: DEFAULT_START, monotonicMs: 1, event },
        { orders: books.orders, accounts, instruments: NO_LISTS },
      );
      expect(JSON.stringify(view)).not.toMatch(/1241525|1250000|2500000000/);
    },
  );

  it.each(Object.values(EVERY_EVENT))(
    '$type, if it names an order, is told in that order’s timeline',
    (event) => {
      const rest = Object.values(EVERY_EVENT).filter(
        (one) => one.type !== event.type && one.type !== 'orders-journaled',
      );
      const books = booksOf([EVERY_EVENT['orders-journaled'], event, ...rest]);
      const names = Object.values(EVENT_ORDERS).some((id) => JSON.stringify(event).includes(id));
      const lines = timelineOf(books, EVENT_ORDERS.master).filter((item) => item.type === event.type);
      expect(lines.length > 0, JSON.stringify(event)).toBe(names);
      for (const line of lines) expect(line.text).toMatch(/^[\p{Lu}\d]/u);
    },
  );
});

describe('of a child the event is marked that decided', () => {
  const reason = { code: 'max-quantity', limit: 75, figure: 150 } as const;
  const skipped = {
    masterOrderId: master.orderId,
    accountId: 'account-9' as AccountId,
    part: 'entry',
    reason,
  } as const;

  it.each<[string, readonly DeskEvent[], string, RegExp]>([
    ['written down only', [], 'orders-journaled', /written down/],
    [
      'on its way',
      [of({ type: 'order-sending' }), of({ type: 'order-sending' }, 1)],
      'order-sending',
      /Sent/,
    ],
    ['accepted', [...sent, of(accepted(1)), of(accepted(2), 1)], 'order-accepted', /accepted/],
    [
      'resting',
      [
        ...sent,
        of(accepted(1)),
        of(accepted(2), 1),
        of({ type: 'order-resting', brokerOrderId: '1' as never }),
        of({ type: 'order-resting', brokerOrderId: '2' as never }, 1),
      ],
      'order-resting',
      /Working/,
    ],
    [
      'part filled',
      [...sent, of(accepted(1)), of(accepted(2), 1), of(filled(25, false))],
      'order-filled',
      /Partly filled: 25/,
    ],
    ['filled', [...sent, of(filled(75)), of(filled(75), 1)], 'order-filled', /Filled: 75/],
    [
      'refused by the broker',
      [
        of({ type: 'order-sending' }),
        of({ type: 'order-refused', code: 'margin', brokerText: 'Insufficient funds' }),
        of({ type: 'order-given-up', reason: { code: 'slice-refused' } }, 1),
      ],
      'order-refused',
      /Insufficient funds/,
    ],
    ['uncertain', [of({ type: 'order-sending' }), lost], 'order-outcome-lost', /No answer \(timeout\)/],
    [
      'absent, and then too old',
      [
        of({ type: 'order-sending' }),
        lost,
        of({ type: 'order-proven-absent' }),
        of({ type: 'order-given-up', reason: { code: 'too-old', limit: 5_000, figure: 121_000 } }),
        of({ type: 'order-given-up', reason: { code: 'too-old', limit: 5_000, figure: 121_000 } }, 1),
      ],
      'order-given-up',
      /moved on .*121000 ms; the limit is 5000 ms/,
    ],
    [
      'lost with its session',
      [
        of({ type: 'order-given-up', reason: { code: 'no-session' } }),
        of({ type: 'order-given-up', reason: { code: 'no-session' } }, 1),
      ],
      'order-given-up',
      /Not logged in/,
    ],
    [
      'stopped by the kill switch before it was sent',
      [
        of({ type: 'order-given-up', reason: { code: 'killed' } }),
        of({ type: 'order-given-up', reason: { code: 'killed' } }, 1),
      ],
      'order-given-up',
      /kill switch/,
    ],
    [
      'overtaken in its lane',
      [
        of({ type: 'order-cancelled', reason: { code: 'overtaken' } }),
        of({ type: 'order-cancelled', reason: { code: 'overtaken' } }, 1),
      ],
      'order-cancelled',
      /An exit or a cancel came first/,
    ],
    [
      'cancelled as asked',
      [
        ...sent,
        of(accepted(1)),
        of(accepted(2), 1),
        cancelAsked(child),
        of({ type: 'order-cancelled', reason: undefined }),
        of({ type: 'order-cancelled', reason: undefined }, 1),
      ],
      'order-cancelled',
      /as was asked/,
    ],
    [
      'cancelled at the broker by somebody else, and filled late all the same',
      [
        ...sent,
        of(accepted(1)),
        of({ type: 'order-cancelled', reason: undefined }),
        of({ type: 'order-cancelled', reason: undefined }, 1),
        of(filled(25, false)),
      ],
      'order-cancelled',
      /nobody here asked/,
    ],
    [
      'ended with its day',
      [
        ...sent,
        of(accepted(1)),
        of(accepted(2), 1),
        of({ type: 'order-expired' }),
        of({ type: 'order-expired' }, 1),
      ],
      'order-expired',
      /its day/,
    ],
  ])('%s', (_, events, type, words) => {
    const deciding = decidingOf(booksOf([fanOut, ...events]));
    expect(deciding).toEqual([[type, expect.stringMatching(words) as string]]);
  });

  it.each<[string, readonly DeskEvent[], string, RegExp]>([
    [
      'skipped with the fan-out',
      [{ ...fanOut, skipped: [skipped] } as DeskEvent],
      'orders-journaled',
      /largest quantity .*150; the limit is 75/,
    ],
    ['skipped later', [fanOut, { type: 'child-skipped', skipped }], 'child-skipped', /largest quantity/],
    [
      'held',
      [
        fanOut,
        {
          type: 'child-held',
          masterOrderId: master.orderId,
          accountId: 'account-9' as AccountId,
          part: 'exit',
          behind: child.orderId,
        },
      ],
      'child-held',
      /^Waits\. Another exit of the same position was first in this account\.$/,
    ],
    [
      'held, then skipped',
      [
        fanOut,
        {
          type: 'child-held',
          masterOrderId: master.orderId,
          accountId: 'account-9' as AccountId,
          part: 'entry',
          behind: child.orderId,
        },
        { type: 'child-skipped', skipped },
      ],
      'child-skipped',
      /largest quantity/,
    ],
  ])('%s: a part that got no order', (_, events, type, words) => {
    const deciding = decidingOf(booksOf(events), 'account-9' as AccountId);
    expect(deciding).toEqual([[type, expect.stringMatching(words) as string]]);
  });

  it('marks one event for each order and none twice, and says which slice was refused', () => {
    const books = booksOf([
      fanOut,
      ...sent,
      of({ type: 'order-sending' }, 0, other),
      of(accepted(1)),
      of({ type: 'order-refused', code: 'freeze', brokerText: 'Beyond the freeze quantity' }, 1),
      of(filled(50)),
      of(accepted(3), 0, other),
      of(filled(75), 0, other),
    ]);
    const deciding = timelineOf(books).filter((item) => item.deciding);
    expect(deciding.map((item) => [item.accountId, item.type, item.slice])).toEqual([
      [master.accountId, 'orders-journaled', null],
      [child.accountId, 'order-refused', 1],
      [other.accountId, 'order-filled', 0],
    ]);
    expect(
      timelineOf(books)
        .filter((item) => item.orderId === child.orderId)
        .map((item) => item.slice),
    ).toEqual([null, 0, 1, 0, 1, 0]);
  });

  it('says of a child’s cancel whether it came with its master’s, or because that ended with less', () => {
    const withMaster = booksOf([fanOut, cancelAsked(master), cancelAsked(child)]);
    const ended = booksOf([
      fanOut,
      of({ type: 'order-cancelled', reason: undefined }, 0, master),
      cancelAsked(child),
    ]);
    const cut = booksOf([fanOut, cancelAsked(child)]);
    const words = (books: Books) =>
      timelineOf(books).find(
        (item) => item.orderId === child.orderId && item.type === 'order-change-journaled',
      )?.text;
    expect(words(withMaster)).toBe('Cancelling was asked for with its master’s order.'.replace('’', "'"));
    expect(words(ended)).toContain('had ended with less');
    expect(words(cut)).toContain('more than its share');
  });

  it('says of an exit that was cut that it is no more than what is left to close', () => {
    const words = (change: object) =>
      timelineOf(
        booksOf([fanOut, { ...cancelAsked(child), because: 'beyond-position', ...change } as DeskEvent]),
      ).find((item) => item.orderId === child.orderId && item.type === 'order-change-journaled')?.text;
    const terms = { quantity: 25 };
    expect(words({ change: 'modify', terms })).toBe(
      'Made smaller by the desk, to 25: no more than is left to close.',
    );
    expect(words({})).toBe('Cancelled by the desk: it would have closed more than is left.');
  });
});

describe('a timeline', () => {
  it('of a child’s order tells what concerns its account', () => {
    const books = booksOf([fanOut, of(accepted(1)), of(accepted(3), 0, other), of(filled(75), 0, master)]);
    const own = timelineOf(books, child.orderId);
    expect(new Set(own.map((item) => item.accountId))).toEqual(new Set([child.accountId]));
    expect(own.map((item) => item.type)).toEqual(['orders-journaled', 'order-accepted']);
  });

  it('has both clocks, and durations that a wall clock set back and a restart do not falsify', () => {
    const at = (event: DeskEvent, wall: number, monotonicMs: number): Moment => ({
      event,
      at: wall,
      monotonicMs,
    });
    const books = booksAt([
      at(fanOut, 0, 5_000),
      // The wall clock was set back by ten seconds; 250 ms went by.
      at(of({ type: 'order-sending' }), -9_750, 5_250),
      // A restart: the monotonic clock begins anew. By wall time 3 s went by until then.
      at({ type: 'desk-opened' }, -6_750, 400),
      at(lost, -6_700, 450),
      at(of(accepted(1)), -5_700, 1_450.5),
    ]);
    const items = timelineOf(books).filter((item) => item.accountId === child.accountId);
    expect(items.map((item) => [item.sinceMs, item.monotonicMs])).toEqual([
      [0, 5_000],
      [250, 5_250],
      [3_300, 450],
      [4_300.5, 1_450.5],
    ]);
    expect(items[0]?.at).toBe(new Date(DEFAULT_START + 19_800_000).toISOString().replace('Z', '+05:30'));
  });
});
