/** Which lines stand on the chart of an instrument, and what dragging one of them sends. */
import type { Group, Order, Position, Protection } from '@copydesk/api-contract';
import type { ReactNode } from 'react';
import { isFinal } from '../components/order-status-words.ts';
import type { ChartLine, Move } from '../features/chart/chart-line.ts';

import type { showProtection } from '../features/positions/positions-store.ts';
import { stopNow } from '../features/positions/stops.ts';
import { followersOf } from '../features/positions/use-protect.ts';
import { instrumentName } from '../lib/instrument-name.ts';
import {
  decimalsOfTick,
  formatMoney,
  formatQuantity,
  formatSignedQuantity,
  type Money,
  money,
  wireOf,
} from '../lib/numbers.ts';
import { ORDER_TYPE_SHORT, shortAccount } from '../lib/words.ts';
import { positionKey } from '../live/pnl-store.ts';

interface Books {
  readonly orders: readonly Order[];
  readonly positions: readonly Position[];
  readonly groups: readonly Group[];
  /** Of an account: nothing can be changed at its broker otherwise. */
  readonly isLoggedIn: (accountId: string) => boolean;
  readonly tickSize: number;
  readonly nowMs: number;
  /** What stands after the average price of what is held. */
  readonly pnlOf: (position: Position) => ReactNode;
  /** Where each trailing stop stands now. */
  readonly protections: readonly Protection[] | undefined;
  readonly show: Move['show'];
  readonly showLevels: typeof showProtection;
}

/** Orders that rest, what is held, and its stop and target: masters' and standalone ones, since children follow. */
export function chartLines(instrumentId: string, books: Books): readonly ChartLine[] {
  const orders = books.orders.filter(
    (order) => order.instrumentId === instrumentId && !isFinal(order.status),
  );
  const positions = books.positions.filter((one) => one.instrumentId === instrumentId && one.netQty !== 0);
  const accounts = new Set([...orders, ...positions].map((one) => one.accountId));
  const named = (account: string): string => (accounts.size > 1 ? `${shortAccount(account)} ` : '');
  return [
    ...orders.flatMap((order) => orderLines(order, named(order.account), books)),
    ...positions.flatMap((position) => positionLines(position, named(position.account), books)),
  ];
}

const MOVABLE: ReadonlySet<Order['status']> = new Set(['accepted', 'working', 'partly-filled']);

/** A stop limit has two prices, and a line for each. */
function orderLines(order: Order, account: string, books: Books): readonly ChartLine[] {
  const left = formatQuantity(order.quantity - order.filledQuantity);
  const type = ORDER_TYPE_SHORT[order.orderType];
  const line = (field: 'price' | 'triggerPrice', word: string): readonly ChartLine[] => {
    const from = order[field];
    if (from === null) return [];
    return [
      {
        id: `${field}/${order.id}`,
        kind: order.side === 'BUY' ? 'buy' : 'sell',
        price: money(from),
        words: `${account}${order.side} ${left} ${word}${order.status === 'uncertain' ? ' · Checking' : ''}`,
        move:
          MOVABLE.has(order.status) && books.isLoggedIn(order.accountId)
            ? (price) => orderMove(order, field, price, books)
            : null,
        remove: cancelMove(order, books),
      },
    ];
  };
  if (order.price === null) return line('triggerPrice', `${type} trigger`);
  return [
    ...line('price', order.triggerPrice === null ? type : `${type} limit`),
    ...line('triggerPrice', `${type} trigger`),
  ];
}

function orderMove(order: Order, field: 'price' | 'triggerPrice', price: Money, books: Books): Move {
  const name = `${order.side} ${instrumentName(order, books.nowMs)}`;
  const followers = order.childOrders
    .filter((child) => child.orderId !== null && !isFinal(child.status))
    .map((child) => shortAccount(child.account));
  const what = field === 'price' ? 'the price' : 'the trigger';
  const follow = followers.length === 0 ? '' : `; ${followers.join(', ')} follow in their own sizes`;
  return {
    name: `Move ${what} of ${name}`,
    asks: `Move ${what} of ${name} ${way(money(order[field] ?? 0), price, books)} in ${shortAccount(order.account)}${follow}.`,
    request: {
      route: 'PATCH /api/orders/:id',
      path: `/api/orders/${encodeURIComponent(order.id)}`,
      body: { [field]: wireOf(price) },
      words: `Modify ${name}`,
    },
    done: `${name} modified.`,
    show: books.show,
  };
}

function cancelMove(order: Order, books: Books): Move {
  const name = `${order.side} ${instrumentName(order, books.nowMs)}`;
  return {
    name: `Cancel order ${name}`,
    asks: null,
    request: {
      route: 'DELETE /api/orders/:id',
      path: `/api/orders/${encodeURIComponent(order.id)}`,
      words: `Cancel ${name}`,
    },
    done: `${name} cancelled.`,
    show: books.show,
  };
}

function positionLines(position: Position, account: string, books: Books): readonly ChartLine[] {
  const key = positionKey(position);
  const held: readonly ChartLine[] =
    position.avgPrice === null
      ? []
      : [
          {
            id: `held/${key}`,
            kind: 'position',
            price: money(position.avgPrice),
            words: `${account}${formatSignedQuantity(position.netQty)} @`,
            more: books.pnlOf(position),
            move: null,
            remove: null,
          },
        ];
  const level = (kind: 'stop' | 'target', at: number | null, armed: boolean): readonly ChartLine[] =>
    at === null
      ? []
      : [
          {
            id: `${kind}/${key}`,
            kind,
            price: money(at),
            words: `${account}${LEVEL[kind]}`,
            more: armed ? `· ${formatQuantity(Math.abs(position.netQty))}` : '· not armed',
            move: (price) => levelMove(position, kind, price, books),
            remove: levelMove(position, kind, null, books),
          },
        ];
  return [
    ...held,
    ...level('stop', position.sl, position.setSl),
    ...level('target', position.target, position.setTarget),
    ...trailing(position, account, books),
  ];
}

/** A trail that has left the stop behind; where it goes is the price's matter, and nobody drags it. */
function trailing(position: Position, account: string, books: Books): readonly ChartLine[] {
  const at = position.trail === null ? null : stopNow(position, books.protections);
  if (at === null || (position.sl !== null && at === money(position.sl))) return [];
  return [
    {
      id: `trail/${positionKey(position)}`,
      kind: 'stop',
      price: at,
      words: `${account}Trail`,
      more: `· ${formatQuantity(Math.abs(position.netQty))}`,
      move: null,
      remove: null,
    },
  ];
}

const LEVEL = { stop: 'Stop', target: 'Target' } as const;

/** To another price, or away. */
function levelMove(position: Position, kind: 'stop' | 'target', price: Money | null, books: Books): Move {
  const name = `${formatSignedQuantity(position.netQty)} ${instrumentName(position, books.nowMs)}`;
  const from = money((kind === 'stop' ? position.sl : position.target) ?? 0);
  const group = books.groups.find(({ masterId }) => masterId === position.accountId);
  const followers = followersOf(position, group).map((child) => shortAccount(child.account));
  const [leave, stay] =
    followers.length === 0
      ? ['', '']
      : [`; ${followers.join(', ')} leave with it`, `, ${followers.join(', ')}`];
  const does = `${price === null ? 'Remove' : 'Move'} the ${kind} of ${name}`;
  const account = shortAccount(position.account);
  const place = {
    accountId: position.accountId,
    instrumentId: position.instrumentId,
    product: position.product,
  };
  return {
    name: does,
    asks:
      price === null
        ? `${does} at ${formatMoney(from, decimalsOfTick(books.tickSize))} in ${account}${stay}.`
        : `${does} ${way(from, price, books)} in ${account}${leave}.`,
    request: {
      route: 'PUT /api/positions/protection',
      path: '/api/positions/protection',
      body: { ...place, [kind === 'stop' ? 'sl' : 'target']: price === null ? null : wireOf(price) },
      words: does,
    },
    done: price === null ? `The ${kind} of ${name} is removed.` : `The ${kind} of ${name} is moved.`,
    show: (answer) => {
      if ('protection' in answer) books.showLevels(place, answer.protection);
    },
  };
}

/** `from 118.40 to 117.90`. */
function way(from: Money, to: Money, { tickSize }: Books): string {
  const decimals = decimalsOfTick(tickSize);
  return `from ${formatMoney(from, decimals)} to ${formatMoney(to, decimals)}`;
}
