/**
 * One event of every type, for tests that walk them all: the journal gives each back as it was, and a person is told
 * each in words. A new type does not compile until it stands here.
 */
import {
  type AccountId,
  type BasketId,
  type BrokerOrderId,
  type ConversionId,
  clientOrderIdOf,
  type DeskEvent,
  type DeskEventType,
  type DivergenceId,
  type GroupId,
  type InstrumentId,
  instantOf,
  type OrderId,
  priceOfUnits,
  quantityOf,
  signedQuantityOf,
  type UserId,
} from '@copydesk/core';
import { DEFAULT_START } from '../clock/virtual-clock.ts';
import { anIntent } from './journal-entries.ts';
import { PROTECTION_EVENTS } from './protection-events.ts';

type OneOfEach = { readonly [Type in DeskEventType]: Extract<DeskEvent, { readonly type: Type }> };

const USER = 'user-ann' as UserId;
const master = anIntent(USER, 1);
const child = { ...anIntent(USER, 2), parentOrderId: master.orderId, origin: 'copy' as const };
const brokerOrderId = '261123000000001' as BrokerOrderId;
const skipped = {
  masterOrderId: master.orderId,
  accountId: 'account-3' as AccountId,
  part: 'entry',
  reason: { code: 'max-quantity', limit: 75, figure: 150 },
} as const;
const slice = { orderId: child.orderId, accountId: child.accountId, slice: 0 } as const;
const terms = {
  quantity: undefined,
  price: priceOfUnits(1_250_000),
  triggerPrice: undefined,
  orderType: undefined,
  validity: undefined,
};
const place = {
  accountId: child.accountId,
  instrumentId: child.instrumentId as InstrumentId,
  product: child.product,
};

const difference = {
  ...place,
  divergenceId: 'div-1' as DivergenceId,
  groupId: 'grp-1' as GroupId,
  expected: signedQuantityOf(75),
  actual: signedQuantityOf(0),
};
const cause = { code: 'margin', brokerText: 'Insufficient funds.', orderId: master.orderId } as const;

const conversion = {
  conversionId: 'cnv-1' as ConversionId,
  userId: USER,
  accountId: child.accountId,
  groupId: 'grp-1' as GroupId,
  parentId: undefined,
  origin: 'desk',
  instrumentId: child.instrumentId,
  side: 'BUY',
  from: 'I',
  to: 'D',
  quantity: quantityOf(75),
  part: 'day',
  askedAt: DEFAULT_START,
} as const;
const converting = { conversionId: conversion.conversionId, accountId: conversion.accountId } as const;
const converted = { ...converting, instrumentId: conversion.instrumentId, from: 'I', to: 'D' } as const;

const basket = { basketId: 'bsk-1' as BasketId, accountId: master.accountId } as const;

/** About the orders of `EVERY_EVENT`: a master's order and a child's copy of it. */
export const EVENT_ORDERS: { readonly master: OrderId; readonly child: OrderId } = {
  master: master.orderId,
  child: child.orderId,
};

/** By type; the fan-out first, so that the orders which the others are about are there when all are applied in this order. */
export const EVERY_EVENT: OneOfEach = {
  'orders-journaled': {
    type: 'orders-journaled',
    orders: [master, child],
    skipped: [skipped],
    copies: master.orderId,
    request: undefined,
  },
  'order-sending': { ...slice, type: 'order-sending' },
  'order-accepted': { ...slice, type: 'order-accepted', brokerOrderId, ackMs: 41.25 },
  'order-refused': { ...slice, type: 'order-refused', code: 'margin', brokerText: 'Insufficient funds.' },
  'order-not-sent': { ...slice, type: 'order-not-sent', cause: 'rate-limited' },
  'order-outcome-lost': {
    ...slice,
    type: 'order-outcome-lost',
    cause: 'timeout',
    certainBy: instantOf(DEFAULT_START + 120_000),
  },
  'order-proven-absent': { ...slice, type: 'order-proven-absent' },
  'order-resting': { ...slice, type: 'order-resting', brokerOrderId },
  'order-filled': {
    ...slice,
    type: 'order-filled',
    brokerOrderId,
    filledTotal: quantityOf(75),
    averagePrice: priceOfUnits(1_241_525),
    complete: true,
  },
  'order-cancelled': { ...slice, type: 'order-cancelled', reason: { code: 'overtaken' } },
  'order-expired': { ...slice, type: 'order-expired' },
  'order-given-up': {
    ...slice,
    type: 'order-given-up',
    reason: { code: 'too-old', limit: 5_000, figure: 6_200 },
  },
  'order-cut': { ...slice, type: 'order-cut', quantity: quantityOf(25) },
  'order-change-journaled': {
    orderId: child.orderId,
    accountId: child.accountId,
    type: 'order-change-journaled',
    change: 'modify',
    terms,
    exitRule: undefined,
    request: undefined,
    because: 'beyond-position',
  },
  'order-change-answered': {
    ...slice,
    type: 'order-change-answered',
    change: 'modify',
    outcome: 'refused',
    text: 'Too many changes.',
    terms,
  },
  'order-terms-seen': { ...slice, type: 'order-terms-seen', terms },
  'order-change-shown': { ...slice, type: 'order-change-shown', quantity: quantityOf(75) },
  'order-status-unknown': { ...slice, type: 'order-status-unknown', raw: 'PUT ON HOLD' },
  'order-resolved': {
    ...slice,
    type: 'order-resolved',
    exists: true,
    brokerOrderId,
    request: { key: 'press-1', route: 'POST /api/orders/:id/children/:childId/resolve', bodyHash: 'ab' },
  },
  'order-slice-unwanted': { ...slice, type: 'order-slice-unwanted' },
  'order-slices-added': {
    orderId: child.orderId,
    accountId: child.accountId,
    type: 'order-slices-added',
    slices: [{ clientOrderId: clientOrderIdOf(child.orderId, 1), quantity: quantityOf(75) }],
  },
  'order-fitted': { orderId: child.orderId, accountId: child.accountId, type: 'order-fitted' },
  'outside-order-adopted': {
    type: 'outside-order-adopted',
    order: { ...anIntent(USER, 4), origin: 'outside' },
    brokerOrderId: '261123000000002' as BrokerOrderId,
    placedByOther: false,
  },
  'child-skipped': { type: 'child-skipped', skipped: { ...skipped, accountId: 'account-5' as AccountId } },
  'child-held': {
    type: 'child-held',
    masterOrderId: master.orderId,
    accountId: 'account-6' as AccountId,
    part: 'exit',
    behind: child.orderId,
  },
  'trades-read': {
    type: 'trades-read',
    accountId: child.accountId,
    trades: [
      {
        tradeId: '70001',
        brokerOrderId,
        instrumentId: child.instrumentId,
        side: 'BUY',
        product: 'D',
        quantity: quantityOf(75),
        price: priceOfUnits(1_241_525),
        at: DEFAULT_START,
      },
    ],
  },
  'position-carried': {
    ...place,
    type: 'position-carried',
    quantity: signedQuantityOf(-75),
    averagePrice: priceOfUnits(1_200_000),
    tradingDay: '2026-11-23',
  },
  'holdings-read': {
    type: 'holdings-read',
    accountId: child.accountId,
    holdings: [
      {
        instrumentId: 'NSE:INE002A01018' as InstrumentId,
        product: 'D',
        quantity: quantityOf(10),
        averagePrice: priceOfUnits(29_000_000),
      },
    ],
  },
  'position-moved': {
    type: 'position-moved',
    accountId: place.accountId,
    product: place.product,
    from: place.instrumentId,
    to: 'NFO:NIFTY:2026-12-01:13000:CE' as InstrumentId,
    ratio: { from: 1, to: 2 },
    lotSize: quantityOf(150),
  },
  'copied-reduced': { ...place, type: 'copied-reduced', quantity: quantityOf(75), cause: 'position-read' },
  'conversions-journaled': {
    type: 'conversions-journaled',
    conversions: [conversion],
    skipped: [
      { parentId: conversion.conversionId, accountId: 'account-7' as AccountId, reason: { code: 'paused' } },
    ],
    follows: undefined,
    request: undefined,
  },
  'conversion-sending': { ...converting, type: 'conversion-sending' },
  'conversion-not-sent': { ...converting, type: 'conversion-not-sent', cause: 'rate-limited' },
  'conversion-outcome-lost': {
    ...converting,
    type: 'conversion-outcome-lost',
    cause: 'reset',
    certainBy: instantOf(DEFAULT_START + 120_000),
  },
  'conversion-proven-absent': { ...converting, type: 'conversion-proven-absent' },
  'position-converted': {
    ...converted,
    type: 'position-converted',
    part: 'day',
    quantity: signedQuantityOf(75),
    copied: signedQuantityOf(75),
    copiedBefore: signedQuantityOf(150),
    origin: 'desk',
    cause: 'answer',
  },
  'conversion-ended': {
    ...converted,
    type: 'conversion-ended',
    refused: true,
    reason: { code: 'margin', brokerText: 'Insufficient funds.' },
  },
  'outside-conversion-seen': {
    type: 'outside-conversion-seen',
    conversion: { ...conversion, conversionId: 'cnv-2' as ConversionId, origin: 'outside' },
  },
  'divergence-opened': { ...difference, type: 'divergence-opened', cause },
  'divergence-changed': { ...difference, type: 'divergence-changed', cause: { ...cause, code: 'rounding' } },
  'divergence-resolved': { ...difference, type: 'divergence-resolved', by: 'accepted' },
  'difference-accepted': { ...place, type: 'difference-accepted', divergenceId: difference.divergenceId },
  'desk-opened': { type: 'desk-opened' },
  'account-changed': { type: 'account-changed', accountId: child.accountId, change: 'changed' },
  'account-logged-in': {
    type: 'account-logged-in',
    accountId: child.accountId,
    expiresAt: instantOf(DEFAULT_START + 3_600_000),
  },
  'account-logged-out': {
    type: 'account-logged-out',
    accountId: child.accountId,
    reason: 'The broker no longer accepts the session.',
  },
  'funds-read': { type: 'funds-read', accountId: child.accountId, available: 2_500_000_000, used: 10_000 },
  'account-settled': { type: 'account-settled', accountId: child.accountId },
  'account-disarmed': {
    type: 'account-disarmed',
    accountId: child.accountId,
    reason: 'Somebody else copies on it.',
  },
  'account-armed': { type: 'account-armed', accountId: child.accountId },
  'address-checked': {
    type: 'address-checked',
    accountId: child.accountId,
    accepted: false,
    seen: '203.0.113.7',
  },
  'sales-authorisation-asked': { type: 'sales-authorisation-asked', accountId: child.accountId },
  'stream-changed': {
    type: 'stream-changed',
    accountId: child.accountId,
    stream: 'down',
    reason: 'The connection was reset.',
  },
  'kill-switch-set': {
    type: 'kill-switch-set',
    scope: { kind: 'account', accountId: child.accountId },
    orders: [child.orderId],
    request: undefined,
  },
  'kill-switch-lifted': { type: 'kill-switch-lifted', scope: { kind: 'all' } },
  'square-off-started': {
    type: 'square-off-started',
    squareOffId: 'sq-1',
    scope: { kind: 'group', groupId: 'grp-1' as GroupId },
    what: 'day',
    origin: 'square-off',
    accounts: [
      {
        accountId: child.accountId,
        orders: [child.orderId],
        positions: [{ instrumentId: place.instrumentId, product: place.product }],
      },
    ],
    request: undefined,
  },
  'square-off-closed': {
    type: 'square-off-closed',
    squareOffId: 'sq-1',
    accountId: child.accountId,
    instrumentId: place.instrumentId,
    product: place.product,
  },
  'square-off-finished': {
    type: 'square-off-finished',
    squareOffId: 'sq-1',
    accountId: child.accountId,
  },
  'day-loss-reached': {
    type: 'day-loss-reached',
    groupId: 'grp-1' as GroupId,
    accountId: child.accountId,
    reason: { code: 'day-loss', limit: 150_000_000, figure: 150_250_000 },
    then: 'square-off',
  },
  ...PROTECTION_EVENTS,
  'link-resumed': {
    type: 'link-resumed',
    groupId: 'grp-1' as GroupId,
    accountId: child.accountId,
    loss: 150_250_000,
  },
  'link-paused': {
    type: 'link-paused',
    groupId: 'grp-1' as GroupId,
    accountId: child.accountId,
    positions: [{ instrumentId: place.instrumentId, product: place.product, quantity: signedQuantityOf(75) }],
  },
  'group-changed': { type: 'group-changed', groupId: 'grp-1' as GroupId, group: undefined },
  'alert-raised': {
    type: 'alert-raised',
    code: 'child-excess',
    accountId: child.accountId,
    text: 'The master’s order ended with less.',
  },
  'basket-journaled': {
    type: 'basket-journaled',
    basket: {
      basketId: basket.basketId,
      userId: USER,
      accountId: master.accountId,
      legs: [
        {
          place: 1,
          // A plan comes before its orders: no timeline can begin with it.
          orderId: anIntent(USER, 3).orderId,
          exits: false,
          command: {
            accountId: master.accountId,
            instrumentId: master.instrumentId,
            side: 'BUY',
            quantity: quantityOf(75),
            orderType: 'MARKET',
            product: 'D',
            validity: 'DAY',
          },
        },
      ],
      onIncomplete: 'flatten',
      placedAt: DEFAULT_START,
      completeBy: instantOf(DEFAULT_START + 60_000),
    },
    request: undefined,
  },
  'basket-incomplete': {
    ...basket,
    type: 'basket-incomplete',
    leg: master.orderId,
    reason: { code: 'margin', brokerText: 'Insufficient funds.' },
    then: 'flatten',
    orders: [master.orderId],
  },
  'basket-cancelled': { ...basket, type: 'basket-cancelled', request: undefined },
  'basket-ended': { ...basket, type: 'basket-ended', outcome: 'incomplete' },
};
