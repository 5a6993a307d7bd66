/** Journal entries for the contract: built, not recorded, so that each case says what it needs. */
import {
  type AccountId,
  type ApprovedAction,
  clientOrderIdOf,
  type DeskEvent,
  type InstrumentId,
  instantOf,
  type JournalEntry,
  type OrderId,
  type OrderIntent,
  priceOfUnits,
  quantityOf,
  type UserId,
} from '@copydesk/core';
import { DEFAULT_START } from '../clock/virtual-clock.ts';

/** One line of a user's journal. The event is an alert that names its own number, unless another one is given. */
export function anEntry(userId: UserId, eventId: number, event: DeskEvent = anAlert(eventId)): JournalEntry {
  return { userId, eventId, at: instantOf(DEFAULT_START + eventId), monotonicMs: eventId + 0.25, event };
}

/** The lines `from` to `to` of a user's journal, both included. */
export function entriesOf(userId: UserId, from: number, to: number): JournalEntry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => anEntry(userId, from + index));
}

/** A small event. */
export function anAlert(number: number): DeskEvent {
  return { type: 'alert-raised', code: 'test', accountId: undefined, text: `alert ${number}` };
}

/** The fan-out of one command to so many accounts, as one event: the row that is written before any byte leaves. */
export function aFanOut(userId: UserId, accounts: number): DeskEvent {
  return {
    type: 'orders-journaled',
    orders: Array.from({ length: accounts }, (_, index) => anIntent(userId, index)),
    skipped: [],
    copies: undefined,
    request: { key: 'b7c1e1f0', route: 'POST /api/orders', bodyHash: 'ab'.repeat(32) },
  };
}

/** One intent, with every field that a journal has to give back exactly. */
export function anIntent(userId: UserId, number: number): ApprovedAction {
  const orderId = `01KAVJ4T00TESTINTENT${String(number).padStart(6, '0')}` as OrderId;
  const intent: OrderIntent = {
    orderId,
    userId,
    accountId: `account-${number}` as AccountId,
    groupId: undefined,
    parentOrderId: undefined,
    origin: 'desk',
    part: 'entry',
    instrumentId: 'NFO:NIFTY:2026-12-01:26000:CE' as InstrumentId,
    side: 'BUY',
    product: 'D',
    orderType: 'LIMIT',
    validity: 'DAY',
    quantity: quantityOf(75),
    price: priceOfUnits(1_241_500 + number),
    triggerPrice: undefined,
    disclosedQuantity: undefined,
    marketProtection: -1,
    afterMarket: false,
    slices: [{ clientOrderId: clientOrderIdOf(orderId, 0), quantity: quantityOf(75) }],
    exitRule: undefined,
    exitQuantity: quantityOf(0),
    note: undefined,
    placedAt: DEFAULT_START,
  };
  // A journal gives back what it was given; no guard is asked here.
  return intent as ApprovedAction;
}
