/** What the view of an order, and the answer about its timeline, tell of what has not left. */
import { orderSchema } from '@copydesk/api-contract';
import type { AccountId, InstrumentLookup, OrderId } from '@copydesk/core';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { AccountNames } from '../src/http/views/account-names.ts';
import { OrderViews } from '../src/http/views/order-views.ts';
import { booksOf, child, fanOut, master } from './timeline-books.ts';

const HELD = 'account-9' as AccountId;

it('tells of an order, of a copy and of a part that is held why they wait, and in whose account', () => {
  const { orders } = booksOf([
    fanOut,
    {
      type: 'child-held',
      masterOrderId: master.orderId,
      accountId: HELD,
      part: 'exit',
      behind: child.orderId,
    },
  ]);
  const lookup = { byId: () => undefined } as unknown as InstrumentLookup;
  const views = new OrderViews({
    names: {
      of: (id: AccountId) => ({ id, address: `OWN:${id}`, environment: 'sandbox' }),
    } as unknown as AccountNames,
    orders,
    groups: { byId: () => undefined },
    instruments: { live: lookup, sandbox: lookup },
    waits: {
      of: ({ intent }) => (intent.orderId === child.orderId ? 'no-session' : undefined),
      ofHeld: () => 'owed-first',
    },
  });
  const order = orders.get(master.orderId);
  const copy = orders.get(child.orderId as OrderId);
  if (order === undefined || copy === undefined) throw new Error('They are in the book.');
  const shown = z.parse(orderSchema, views.of(order));
  expect(shown.waits).toBeNull();
  expect(shown.childOrders.flatMap(({ waits }) => waits?.code ?? [])).toEqual(['no-session', 'owed-first']);
  expect(views.waiting(order)).toMatchObject([
    { accountId: child.accountId, orderId: child.orderId, text: 'Not logged in at the broker.' },
    { accountId: HELD, orderId: null, part: 'exit', code: 'owed-first' },
  ]);
  expect(views.waiting(copy).map(({ code }) => code)).toEqual(['no-session']);
});
