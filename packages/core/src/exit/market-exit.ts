/**
 * An exit at the market that the desk makes of its own accord: what a child owes, what was traded twice.
 *
 * Keeps I1 and I5: it is journaled first, and leaves as soon as that is durable. Whoever asks decides how much and how often.
 */
import { type TermsParts, termsAt, type WantedTerms } from '../copy/child-terms.ts';
import { approveExit } from '../guard/approved-action.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import type { Quantity } from '../money/quantity.ts';
import type { FreezeFigures } from '../order/freeze-figures.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import { sliceOrder } from '../order/slicing.ts';
import type { DeskClock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { ClosingSide } from './account-exits.ts';

export interface MarketExitParts extends TermsParts {
  readonly clock: DeskClock;
  readonly ids: IdSource;
  readonly journal: Journal;
  readonly orders: OrderBook;
  readonly freeze: FreezeFigures;
  readonly dispatch: OrderDispatch;
}

export interface MarketExit {
  readonly closing: ClosingSide;
  readonly quantity: Quantity;
  readonly lotSize: Quantity;
  /** How far from the last price a limit may lie that stands in for the market, where a broker takes no market order. */
  readonly capPercent: number;
  /** Whose it is, and why it is made. */
  readonly about: Pick<OrderIntent, 'userId' | 'groupId' | 'parentOrderId' | 'origin' | 'note'> & {
    readonly owed?: true;
  };
  /** A person's, when it was asked for. */
  readonly request?: RequestMark | undefined;
}

/** Journals the exit and sends it as soon as it is durable. Returns its id. */
export function sendMarketExit(parts: MarketExitParts, exit: MarketExit): OrderId {
  const { journal, orders, dispatch, ids, clock, freeze, instrumentsOf } = parts;
  const { closing, quantity, lotSize, about } = exit;
  const { accountId, instrumentId } = closing;
  const orderId = ids.next() as OrderId;
  const instrument = instrumentsOf(accountId).byId(instrumentId);
  const freezeQuantity = instrument === undefined ? undefined : freeze.of(accountId, instrument);
  const intent: OrderIntent = {
    ...closing,
    ...termsOf(parts, exit),
    ...about,
    orderId,
    part: 'exit',
    quantity,
    exitQuantity: quantity,
    disclosedQuantity: undefined,
    afterMarket: false,
    slices: sliceOrder(orderId, quantity, { lotSize, freezeQuantity }),
    freezeQuantity: instrument?.freezeQuantity,
    exitRule: undefined,
    placedAt: clock.now(accountId),
    lotSize,
  };
  journal.record(about.userId, {
    type: 'orders-journaled',
    orders: [approveExit(intent)],
    skipped: [],
    copies: undefined,
    request: exit.request,
  });
  journal.whenDurable(() => {
    const order = orders.get(orderId);
    if (order !== undefined) dispatch.send(order);
  });
  return orderId;
}

const AT_MARKET: WantedTerms = {
  orderType: 'MARKET',
  validity: 'DAY',
  price: undefined,
  triggerPrice: undefined,
  marketProtection: -1,
};

/** At the market, or what the account's broker takes in its place. */
function termsOf(parts: TermsParts, { closing, capPercent }: MarketExit): WantedTerms {
  const { accountId, instrumentId, side } = closing;
  const instrument = parts.instrumentsOf(accountId).byId(instrumentId);
  if (instrument === undefined) return AT_MARKET;
  const found = termsAt(parts, { accountId, instrument, side, capPercent, wanted: AT_MARKET, part: 'exit' });
  return 'terms' in found ? found.terms : AT_MARKET;
}
