/**
 * What is known of a run when it is over: the venue's orders and trades, and what the desks wrote down.
 *
 * Decides: which order at the venue is whose, by the tag that the desk journaled before it sent anything. Quantities and fills come
 * from the venue only; of the journal it takes intents and what a person was told.
 */
import type { VenueOrder, VenueTrade } from '@copydesk/sandbox';
import type { Divergence } from '../../src/divergence/divergence.ts';
import type { SkipReason } from '../../src/guard/skip-reason.ts';
import type { Account, AccountId, JournalEntry, OrderId } from '../../src/index.ts';
import type { OrderChange } from '../../src/journal/desk-event.ts';
import type { OrderIntent } from '../../src/order/order-intent.ts';
import { TRADED, type Traded } from './market.ts';
import { type Fill, type Folded, fold, type Owner } from './oracle.ts';
import { ANN, clientOf, type Stage } from './stage.ts';

/** Something that a person can read about an account and, mostly, about one order of the master. */
export interface Told {
  readonly at: number;
  readonly accountId: AccountId;
  readonly masterOrderId: OrderId | undefined;
  readonly part: 'entry' | 'exit' | undefined;
  readonly code: string;
  /** The order that it is about, where that is one of the account itself. */
  readonly about?: { readonly order: Written; readonly slice: number };
}

/** What a change adds was decided with the change, and had its size when it was added: it may come anywhere between these two. */
export interface DecidedPlace {
  readonly from: number;
  readonly to: number;
}

/** One intent with what became of it in the journal. */
export interface Written {
  readonly intent: OrderIntent;
  readonly at: number;
  /** Its tags, and the place of each among all that were ever decided. */
  readonly tags: Map<string, DecidedPlace>;
  /** Place of the last decision to change it. */
  changedAt: number;
  /** The largest quantity that was ever asked for. */
  largest: number;
  /** What was asked for last, and whether a change ever asked for more than was wanted by then. */
  wanted: number;
  raised: boolean;
  /** By slice: its size when it was decided, and what the desk knew to be filled. */
  readonly sizes: number[];
  readonly filled: Map<number, number>;
  /** Types of the events about it. */
  readonly events: Set<string>;
  /** When it last left for its broker. */
  sentAt: number | undefined;
  /** How much of it closes, as it was last decided. */
  closes: number;
  /** It waits for a price or a trigger of its own: one that was given with it, or by a person since. */
  hasOwnPrice: boolean;
}

/** Everything that the checks look at. */
export interface Evidence {
  readonly stage: Stage;
  readonly entries: readonly JournalEntry[];
  readonly written: ReadonlyMap<OrderId, Written>;
  readonly byTag: ReadonlyMap<string, Written>;
  readonly told: readonly Told[];
  /** Where a person said that a child should hold what it holds, or had it enter that, by account and instrument. */
  readonly accepted: ReadonlySet<string>;
  /** Differences that a person is shown as open. */
  readonly divergences: readonly Divergence[];
  readonly orders: ReadonlyMap<AccountId, readonly VenueOrder[]>;
  /** By account and instrument. */
  readonly folds: ReadonlyMap<string, AccountFold>;
}

/** The trades of one account in one instrument, in order, and what they come to. */
export interface AccountFold extends Folded {
  readonly account: Account;
  readonly traded: Traded;
  readonly fills: readonly Fill[];
  readonly trades: readonly VenueTrade[];
}

/** Key of a fold. */
export function foldKey(account: Pick<Account, 'id'>, traded: Pick<Traded, 'name'>): string {
  return `${account.id}|${traded.name}`;
}

/** Gathers the evidence of a run as it stands. */
export function gather(stage: Stage): Evidence {
  const entries = stage.journal.entries();
  const written = new Map<OrderId, Written>();
  const byTag = new Map<string, Written>();
  const told: Told[] = [];
  const books: Books = { written, byTag, told, places: 0 };
  for (const entry of entries) read(entry, books);
  const orders = new Map(
    stage.members.map((account) => [account.id, stage.venue.orders.list(clientOf(account))]),
  );
  const folds = new Map<string, AccountFold>();
  for (const account of stage.members) {
    const trades = stage.venue.orders.trades(clientOf(account));
    const tags = new Map(orders.get(account.id)?.map((order) => [order.orderId, order.tag]));
    for (const traded of Object.values(TRADED)) {
      const own = trades.filter((trade) => trade.instrument.id === traded.instrument.id);
      const fills = own.map((trade) =>
        fillOf(trade, tags.get(trade.orderId) ?? `outside-${trade.orderId}`, byTag),
      );
      folds.set(foldKey(account, traded), { account, traded, fills, trades: own, ...fold(fills) });
    }
  }
  const divergences = stage.desk.divergences.list(ANN);
  const accepted = new Set(
    entries.flatMap(({ event }) =>
      event.type === 'difference-accepted' ? [`${event.accountId}|${event.instrumentId}`] : [],
    ),
  );
  // Whoever has a child enter what a rule had stopped wants it, too: by a repair, or by trying it again later than its master.
  for (const { event } of entries)
    if (event.type === 'orders-journaled' && event.copies === undefined)
      for (const { origin, part, parentOrderId, accountId, instrumentId } of event.orders)
        if (
          part === 'entry' &&
          (origin === 'repair' || parentOrderId !== undefined) &&
          event.orders.length === 1
        )
          accepted.add(`${accountId}|${instrumentId}`);
  return { stage, entries, written, byTag, told, accepted, divergences, orders, folds };
}

interface Books {
  readonly written: Map<OrderId, Written>;
  readonly byTag: Map<string, Written>;
  readonly told: Told[];
  places: number;
}

function read(entry: JournalEntry, books: Books): void {
  const { event, at } = entry;
  switch (event.type) {
    case 'orders-journaled':
      for (const intent of event.orders) write(books, intent, at);
      for (const { masterOrderId, accountId, part, reason } of event.skipped)
        books.told.push({ at, masterOrderId, accountId, part, code: codeOf(reason) });
      return;
    case 'child-skipped': {
      const { masterOrderId, accountId, part, reason } = event.skipped;
      books.told.push({ at, masterOrderId, accountId, part, code: codeOf(reason) });
      return;
    }
    case 'outside-order-adopted':
      write(books, event.order, at);
      return;
    case 'alert-raised':
      if (event.accountId !== undefined) {
        const { accountId, code } = event;
        books.told.push({ at, accountId, code, masterOrderId: undefined, part: undefined });
      }
      return;
    default:
      if ('orderId' in event) note(books, event, at);
  }
}

/** A group that a person disarmed is a rule; an account that was still being read is not. */
function codeOf({ code, figure }: SkipReason): string {
  return code === 'disarmed' && figure === 'not settled' ? 'not-settled' : code;
}

function write(books: Books, intent: OrderIntent, at: number): void {
  const fresh = { tags: new Map(), sizes: [], filled: new Map(), events: new Set<string>() };
  books.places += 1;
  const changedAt = books.places;
  const { quantity } = intent;
  const sizes = { largest: quantity, wanted: quantity, raised: false };
  const made: Written = {
    intent,
    at,
    changedAt,
    sentAt: undefined,
    closes: intent.exitQuantity,
    hasOwnPrice: intent.orderType !== 'MARKET' && intent.atMarket !== true,
    ...sizes,
    ...fresh,
  };
  books.written.set(intent.orderId, made);
  tag(books, made, intent.slices);
}

function tag(books: Books, written: Written, slices: OrderIntent['slices'], isAdded = false): void {
  for (const { clientOrderId, quantity } of slices) {
    books.places += 1;
    written.sizes.push(quantity);
    written.tags.set(clientOrderId, { from: isAdded ? written.changedAt : books.places, to: books.places });
    // A second order with one of our tags is somebody else's.
    if (!books.byTag.has(clientOrderId)) books.byTag.set(clientOrderId, written);
  }
}

function note(
  books: Books,
  event: Extract<JournalEntry['event'], { readonly orderId: OrderId }>,
  at: number,
): void {
  const about = books.written.get(event.orderId);
  if (about === undefined) return;
  about.events.add(event.type);
  if (event.type === 'order-sending') about.sentAt = at;
  // A crash took the word that it left: it left before that, or not at all.
  if (event.type === 'order-outcome-lost' && event.cause === 'crash') about.sentAt ??= about.at;
  if (event.type === 'order-slices-added') tag(books, about, event.slices, true);
  if (event.type === 'order-change-journaled') {
    books.places += 1;
    about.changedAt = books.places;
    const { quantity = about.wanted } = event.terms ?? {};
    about.closes = event.exitQuantity ?? about.closes;
    // The desk's own changes bring what goes at the market after it.
    if (event.because === undefined) about.hasOwnPrice = hasPriceNow(about.hasOwnPrice, event.terms);
    about.raised ||= quantity > about.wanted;
    about.wanted = quantity;
    about.largest = Math.max(about.largest, quantity);
  }
  if (event.type === 'order-filled') about.filled.set(event.slice, event.filledTotal);
  const { accountId, parentOrderId, part } = about.intent;
  const code =
    event.type === 'order-given-up'
      ? event.reason.code
      : event.type === 'order-refused'
        ? 'refused'
        : undefined;
  if (code === undefined) return;
  books.told.push({
    at,
    accountId,
    masterOrderId: parentOrderId ?? event.orderId,
    part: part === 'exit' ? 'exit' : 'entry',
    code,
    about: { order: about, slice: 'slice' in event ? event.slice : 0 },
  });
}

function hasPriceNow(hadOne: boolean, terms: OrderChange | undefined): boolean {
  if (terms?.orderType !== undefined) return terms.orderType !== 'MARKET';
  return hadOne || terms?.price !== undefined;
}

function fillOf(trade: VenueTrade, tag: string, byTag: ReadonlyMap<string, Written>): Fill {
  const intent = byTag.get(tag)?.intent;
  return {
    at: trade.at,
    owner: ownerOf(intent),
    brokerOrderId: trade.orderId,
    orderId: intent?.orderId,
    signed: trade.side === 'BUY' ? trade.quantity : -trade.quantity,
  };
}

function ownerOf(intent: OrderIntent | undefined): Owner {
  if (intent === undefined) return 'own';
  if (intent.parentOrderId !== undefined || intent.origin === 'repair') return 'group';
  if (intent.origin === 'outside' && intent.groupId === undefined) return 'own';
  return intent.groupId === undefined ? 'desk' : 'group';
}
