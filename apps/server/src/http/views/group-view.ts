/** Copy groups: the contract's words to the core's, and back. */
import type * as wire from '@copydesk/api-contract';
import {
  type ChildLink,
  type CopyGroup,
  type Desk,
  type Factor,
  factorToNumber,
  type Sizing,
} from '@copydesk/core';
import { amountOrNull } from './wire-values.ts';

/** The books that a group is shown with. */
export type GroupBooks = Pick<Desk, 'accounts' | 'positions' | 'capitals' | 'dayLoss'>;

/** A group as it is shown. */
export function groupView(group: CopyGroup, books: GroupBooks): wire.Group {
  const { accounts, capitals } = books;
  const master = accounts.get(group.masterId);
  return {
    id: group.id,
    version: group.version,
    name: group.name,
    environment: master.environment,
    masterId: master.id,
    master: master.address,
    copyWhen: group.copyWhen,
    copyOutsideOrders: group.copyOutsideOrders,
    protection: group.protection,
    exitCapPercent: group.exitCapPercent,
    masterCapital: amountOrNull(group.masterCapital),
    armed: group.armed,
    capital: amountOrNull(group.masterCapital ?? capitals.of(group.masterId)),
    children: group.children.map((child) => childView(child, group, books)),
  };
}

function childView(child: ChildLink, group: CopyGroup, books: GroupBooks): wire.Child {
  const { guards } = child;
  const account = books.accounts.get(child.accountId);
  const unclosed = child.state === 'paused' ? books.positions.copiedOf(child.accountId) : [];
  return {
    accountId: account.id,
    account: account.address,
    relationship: child.relationship,
    declaredOn: child.declaredOn,
    state: child.state,
    stoppedBecause: child.stoppedBecause ?? null,
    sizing: sizingView(child.sizing),
    filters: {
      segments: [...child.filters.segments],
      products: [...child.filters.products],
      underlyings: [...child.filters.underlyings],
    },
    guards: {
      maxQuantity: guards.maxQuantity ?? null,
      maxValue: amountOrNull(guards.maxValue),
      maxOpenPositions: guards.maxOpenPositions ?? null,
      maxDayLoss:
        guards.maxDayLoss === undefined
          ? null
          : { amount: guards.maxDayLoss.amount / 10_000, then: guards.maxDayLoss.then },
      priceDriftPercent: guards.priceDrift === undefined ? null : percentOf(guards.priceDrift),
      window: guards.window === undefined ? null : { ...guards.window },
    },
    entryCapPercent: child.entryCapPercent,
    onIncomplete: child.onIncomplete,
    unclosed: unclosed.map((position) => ({ ...position })),
    capital: amountOrNull(books.capitals.ratioOf(group, child).child),
    dayLoss: books.dayLoss.of(child.accountId) / 10_000,
  };
}

function sizingView(sizing: Sizing): wire.Sizing {
  const shared = { capLots: sizing.capLots ?? null, atLeastOneLot: sizing.atLeastOneLot };
  switch (sizing.kind) {
    case 'multiplier':
      return { kind: 'multiplier', factor: factorToNumber(sizing.factor), ...shared };
    case 'fixed-lots':
      return { kind: 'fixed', lots: sizing.lots, ...shared };
    case 'fixed-quantity':
      return { kind: 'fixed', quantity: sizing.quantity, ...shared };
    case 'capital':
      return { kind: 'capital', declared: amountOrNull(sizing.declared), ...shared };
  }
}

/** The core keeps the price drift in millionths; people write it in per cent. */
function percentOf(factor: Factor): number {
  return factor / 10_000;
}
