/** Copy groups: the contract's words to the core's, and back. */
import type * as wire from '@copydesk/api-contract';
import {
  type Account,
  type AccountStore,
  type ChildLink,
  type CopyGroup,
  type Factor,
  factorToNumber,
  type Sizing,
} from '@copydesk/core';
import { amountOrNull } from './wire-values.ts';

/** A group as it is shown. */
export function groupView(group: CopyGroup, accounts: AccountStore): wire.Group {
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
    children: group.children.map((child) => childView(child, accounts.get(child.accountId))),
  };
}

function childView(child: ChildLink, account: Account): wire.Child {
  const { guards } = child;
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
