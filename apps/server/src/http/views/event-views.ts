/**
 * The journal as people read it: each event with its account, order and instrument, in words and figures.
 *
 * Decides: the words. Events of the core are never shown raw, for their prices are integers and some carry whole
 * intents.
 */
import type { JournalEvent } from '@copydesk/api-contract';
import {
  type Account,
  type AccountId,
  type AccountStore,
  type DeskEvent,
  type Environment,
  type InstrumentLookup,
  type JournalEntry,
  type OrderBook,
  type Price,
  printPrice,
  type Scope,
  unreachable,
} from '@copydesk/core';
import { basketFigures, basketWords } from './basket-words.ts';
import { conversionFigures, conversionWords } from './conversion-view.ts';
import { type EventSubject, subjectOf } from './event-subject.ts';
import { protectionFacts, protectionWords } from './protection-views.ts';
import { skipView, skipWords, wordsOf } from './reason-words.ts';
import { amountOrNull, priceOrNull, timeOf } from './wire-values.ts';

/** What took copied quantity away. */
const REDUCED_BY: Readonly<Record<Extract<DeskEvent, { readonly type: 'copied-reduced' }>['cause'], string>> =
  {
    'outside-order': 'outside',
    'position-read': 'outside',
    'unseen-exit': 'by an exit of an earlier day that nobody saw filling',
    'other-exchange': 'by a sale at the other exchange',
    'converted-alone': 'to the account itself, whose own person converted it',
  };

/** What a line of the journal is told from. */
export interface EventViewParts {
  readonly orders: OrderBook;
  readonly accounts: AccountStore;
  readonly instruments: Readonly<Record<Environment, InstrumentLookup>>;
}

/** One line of the journal. */
export function eventView(entry: JournalEntry, parts: EventViewParts): JournalEvent {
  const { event } = entry;
  const { orders, accounts } = parts;
  const subject = subjectOf(event, orders);
  const order = subject.orderId === undefined ? undefined : orders.get(subject.orderId);
  return {
    eventId: entry.eventId,
    at: timeOf(entry.at),
    type: event.type,
    accountId: subject.accountId ?? null,
    account: accountOf(subject.accountId, accounts)?.address ?? null,
    orderId: subject.orderId ?? null,
    groupId: subject.groupId ?? null,
    instrumentId: subject.instrumentId ?? null,
    symbolName: symbolOf(subject, parts),
    side: order?.intent.side ?? null,
    text: eventWords(event),
    data: figuresOf(event),
  };
}

function accountOf(accountId: AccountId | undefined, accounts: AccountStore): Account | undefined {
  return accounts.all().find((account) => account.id === accountId);
}

function symbolOf({ instrumentId, accountId }: EventSubject, parts: EventViewParts): string | null {
  if (instrumentId === undefined) return null;
  const account = accountOf(accountId, parts.accounts);
  const listed =
    account === undefined ? undefined : parts.instruments[account.environment].byId(instrumentId);
  return listed?.symbol ?? instrumentId;
}

/** An event in one sentence. */
export function eventWords(event: DeskEvent): string {
  switch (event.type) {
    case 'orders-journaled':
      return journaledWords(event);
    case 'order-sending':
      return 'Sent to the broker.';
    case 'order-accepted':
      return event.ackMs === undefined
        ? 'The broker has it.'
        : `The broker accepted it after ${Math.round(event.ackMs)} ms.`;
    case 'order-refused':
      return `The broker refused: “${event.brokerText}”`;
    case 'order-not-sent':
      return `Nothing was sent (${event.cause}); it will be tried again.`;
    case 'order-outcome-lost':
      return `No answer (${event.cause}). The order book is checked before anything else is sent.`;
    case 'order-proven-absent':
      return 'It never arrived. Nothing was placed.';
    case 'order-resting':
      return 'Working at the exchange.';
    case 'order-filled':
      return `${event.complete ? 'Filled' : 'Partly filled'}: ${event.filledTotal}${event.averagePrice === undefined ? '' : ` at ${printPrice(event.averagePrice)}`}.`;
    case 'order-cancelled':
      return event.reason === undefined ? 'Cancelled.' : `Cancelled. ${skipWords(event.reason)}`;
    case 'order-expired':
      return 'Ended with its day.';
    case 'order-given-up':
      return `Given up. ${skipWords(event.reason)}`;
    case 'order-cut':
      return `Goes out with ${event.quantity}.`;
    case 'order-change-journaled':
      return event.change === 'cancel' ? 'Cancelling was asked for.' : 'A change was asked for.';
    case 'order-change-answered':
      return `The broker's answer to the ${event.change === 'cancel' ? 'cancel' : 'change'}: ${event.outcome}${event.text === undefined ? '' : `, “${event.text}”`}.`;
    case 'order-terms-seen':
      return 'The broker shows other terms.';
    case 'order-change-shown':
      return `The broker shows that it is ${event.quantity} now.`;
    case 'order-status-unknown':
      return `The broker reports “${event.raw}”, which is not known here.`;
    case 'order-resolved':
      return event.exists
        ? `A person found it at the broker as ${event.brokerOrderId ?? ''}.`
        : 'A person saw that the broker has no such order.';
    case 'outside-order-adopted':
      return event.placedByOther ? 'Placed by the broker itself.' : "Placed in the broker's own app.";
    case 'child-skipped':
      return `Skipped. ${skipWords(event.skipped.reason)}`;
    case 'child-held':
      return 'Waits for another order of the same instrument.';
    case 'trades-read':
      return `${event.trades.length} ${event.trades.length === 1 ? 'trade was' : 'trades were'} read.`;
    case 'holdings-read':
      return `${event.holdings.length} ${event.holdings.length === 1 ? 'holding was' : 'holdings were'} read.`;
    case 'position-carried':
      return `The broker's book shows ${event.quantity} that today's orders do not explain.`;
    case 'position-moved':
      return movedWords(event);
    case 'copied-reduced':
      return `${event.quantity} of what was copied went ${REDUCED_BY[event.cause]}.`;
    case 'order-slice-unwanted':
      return 'This part makes way for another one.';
    case 'order-slices-added':
      return `${event.slices.reduce((sum, slice) => sum + slice.quantity, 0)} more, as a part of its own.`;
    case 'order-fitted':
      return 'It has the size that was asked for.';
    case 'divergence-opened':
    case 'divergence-changed':
      return `Holds ${event.actual} of what was copied, and should hold ${event.expected}. ${wordsOf(event.cause.code)}`;
    case 'divergence-resolved':
      return event.by === 'accepted' ? 'The difference is wanted.' : 'It holds what it should again.';
    case 'difference-accepted':
      return 'A person wants the difference.';
    case 'desk-opened':
      return 'The desk was started.';
    case 'account-changed':
      return `The account was ${event.change}.`;
    case 'account-logged-in':
      return `Logged in until ${timeOf(event.expiresAt)}.`;
    case 'account-logged-out':
      return `Logged out. ${event.reason}`;
    case 'account-settled':
      return "Compared with the broker's books.";
    case 'account-disarmed':
      return `Not armed. ${event.reason}`;
    case 'account-armed':
      return event.because === undefined
        ? 'Armed again by a person.'
        : 'Armed again: the broker takes its order calls.';
    case 'address-checked':
      return event.accepted
        ? 'The broker takes order calls from where they leave.'
        : `The broker takes no order calls from ${event.seen ?? 'where they leave'}.`;
    case 'sales-authorisation-asked':
      return 'The page that authorises sales of holdings was asked for.';
    case 'stream-changed':
      return `Order stream ${event.stream}${event.reason === undefined ? '' : `: ${event.reason}`}.`;
    case 'funds-read':
      return `Funds of ${amountWords(event.available)} free and ${amountWords(event.used)} used were read.`;
    case 'kill-switch-set':
      return `The kill switch is on for ${scopeWords(event.scope)}. Exits work.`;
    case 'kill-switch-lifted':
      return `The kill switch is off for ${scopeWords(event.scope)}.`;
    case 'square-off-started':
      return `Squaring off ${scopeWords(event.scope)}${event.what === 'copied' ? ', as far as it was copied' : ''}.`;
    case 'square-off-closed':
      return `Squared off in ${event.product}; what is opened there from now on is left alone.`;
    case 'square-off-finished':
      return 'Squared off: nothing is open, nothing works.';
    case 'day-loss-reached':
      return `The day’s loss on what was copied reached ${amountWords(Number(event.reason.figure))}: entries stop${event.then === 'square-off' ? ', and what was copied is closed' : ''}.`;
    case 'protection-set':
    case 'protection-defaults-set':
    case 'protection-trailed':
    case 'protection-triggered':
      return protectionWords(event);
    case 'link-resumed':
      return 'Resumed by a person.';
    case 'link-paused':
      return pausedWords(event.positions.length);
    case 'group-changed':
      return event.group === undefined ? 'The group was removed.' : 'The group was changed.';
    case 'alert-raised':
      return event.text;
    case 'conversions-journaled':
    case 'outside-conversion-seen':
    case 'conversion-sending':
    case 'conversion-not-sent':
    case 'conversion-outcome-lost':
    case 'conversion-proven-absent':
    case 'position-converted':
    case 'conversion-ended':
      return conversionWords(event);
    case 'basket-journaled':
    case 'basket-incomplete':
    case 'basket-cancelled':
    case 'basket-ended':
      return basketWords(event);
    default:
      return unreachable(event);
  }
}

function pausedWords(positions: number): string {
  if (positions === 0) return 'Paused: nothing is copied any more.';
  const held = positions === 1 ? 'One copied position' : `${positions} copied positions`;
  return `Paused: nothing is copied any more. ${held} will not be closed by the master's exits.`;
}

/** What a kill switch or a square-off reaches, in words. */
export function scopeWords(scope: Scope): string {
  if (scope.kind === 'all') return 'everything';
  return scope.kind === 'group' ? 'this group' : 'this account';
}

function amountWords(units: number): string {
  return printPrice(units as Price);
}

function journaledWords(event: Extract<DeskEvent, { readonly type: 'orders-journaled' }>): string {
  const orders = `${event.orders.length} ${event.orders.length === 1 ? 'order' : 'orders'} written down before sending`;
  return event.skipped.length === 0 ? `${orders}.` : `${orders}, ${event.skipped.length} skipped.`;
}

function movedWords(event: Extract<DeskEvent, { readonly type: 'position-moved' }>): string {
  const { from, to, ratio } = event;
  const became = ratio.from === ratio.to ? '' : `, ${ratio.to} for every ${ratio.from}`;
  return from === to
    ? `A corporate action changed the lot of ${to}${became}.`
    : `A corporate action replaced ${from} by ${to}${became}.`;
}

/** The figures of an event, in the contract's units. */
function figuresOf(event: DeskEvent): Record<string, unknown> {
  switch (event.type) {
    case 'orders-journaled':
      return { orderIds: event.orders.map((order) => order.orderId), skipped: event.skipped.length };
    case 'order-accepted':
    case 'order-resting':
      return { slice: event.slice, brokerOrderId: event.brokerOrderId };
    case 'order-filled':
      return {
        slice: event.slice,
        brokerOrderId: event.brokerOrderId,
        filledQuantity: event.filledTotal,
        averagePrice: priceOrNull(event.averagePrice),
        complete: event.complete,
      };
    case 'order-refused':
      return { slice: event.slice, code: event.code };
    case 'order-outcome-lost':
      return { slice: event.slice, cause: event.cause, certainBy: timeOf(event.certainBy) };
    case 'order-change-journaled':
      return { change: event.change };
    case 'order-change-answered':
      return { slice: event.slice, change: event.change, outcome: event.outcome };
    case 'child-skipped':
      return { part: event.skipped.part, reason: skipView(event.skipped.reason) };
    case 'child-held':
      return { part: event.part, behind: event.behind };
    case 'position-carried':
      return {
        product: event.product,
        quantity: event.quantity,
        averagePrice: priceOrNull(event.averagePrice),
      };
    case 'position-moved':
      return { product: event.product, from: event.from, to: event.to, ratio: event.ratio };
    case 'copied-reduced':
      return { product: event.product, quantity: event.quantity, cause: event.cause };
    case 'funds-read':
      return { available: amountOrNull(event.available), used: amountOrNull(event.used) };
    case 'kill-switch-set':
      return { scope: event.scope.kind, orders: event.orders };
    case 'kill-switch-lifted':
      return { scope: event.scope.kind };
    case 'divergence-opened':
    case 'divergence-changed':
    case 'divergence-resolved':
      return {
        divergenceId: event.divergenceId,
        product: event.product,
        expected: event.expected,
        actual: event.actual,
      };
    case 'square-off-started':
      return { squareOffId: event.squareOffId, scope: event.scope.kind, what: event.what };
    case 'square-off-closed':
      return { squareOffId: event.squareOffId, product: event.product };
    case 'square-off-finished':
      return { squareOffId: event.squareOffId };
    case 'day-loss-reached':
      return { reason: skipView(event.reason), then: event.then };
    case 'protection-set':
    case 'protection-defaults-set':
    case 'protection-trailed':
    case 'protection-triggered':
      return protectionFacts(event);
    case 'link-resumed':
      return { loss: amountOrNull(event.loss) };
    case 'link-paused':
      return { positions: event.positions };
    case 'stream-changed':
      return { stream: event.stream };
    case 'alert-raised':
      return { code: event.code };
    case 'conversions-journaled':
    case 'outside-conversion-seen':
    case 'conversion-sending':
    case 'conversion-not-sent':
    case 'conversion-outcome-lost':
    case 'conversion-proven-absent':
    case 'position-converted':
    case 'conversion-ended':
      return conversionFigures(event);
    case 'basket-journaled':
    case 'basket-incomplete':
    case 'basket-cancelled':
    case 'basket-ended':
      return basketFigures(event);
    default:
      return 'slice' in event ? { slice: event.slice } : {};
  }
}
