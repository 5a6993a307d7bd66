/**
 * From a key of the scalper to what is sent, or to why nothing is.
 *
 * Decides: a sale takes no more than what is held and not being sold already, unless the person has allowed selling to open.
 * Leaving is no matter of this page: the server takes the exit of whatever is held.
 */
import type { Account, Group, Instrument, Order, PlaceOrderBody, Position } from '@copydesk/api-contract';
import { formatLots } from '../../lib/numbers.ts';

export type Leg = 'call' | 'put';

/** What the person chose for every key. */
export interface ScalperTerms {
  readonly lots: number;
  readonly product: 'I' | 'D';
  readonly mayOpenShort: boolean;
}

interface Asked extends ScalperTerms {
  readonly account: Account;
  readonly group: Group | undefined;
  readonly instrument: Instrument;
  readonly side: 'BUY' | 'SELL';
  /** Signed, of the account in this instrument and product. */
  readonly held: number;
  /** Units that sales there take away and the position has not told yet. */
  readonly beingSold: number;
}

export type EntryTerms =
  | { readonly kind: 'send'; readonly body: PlaceOrderBody; readonly lots: number }
  | { readonly kind: 'nothing'; readonly why: string };

/** A market order of so many lots, with the broker's own price protection. */
export function entryTerms(asked: Asked): EntryTerms {
  const { account, group, instrument, side, product, held } = asked;
  const lot = Math.max(1, instrument.lotSize);
  const quantity = quantityOf(asked, lot);
  if (quantity === 0) {
    const why = held > 0 ? 'What is held is being sold already.' : 'Nothing is held to sell.';
    return { kind: 'nothing', why: `${why} “Sell to open” allows more.` };
  }
  const exits = side === 'SELL' ? held > 0 : held < 0;
  return {
    kind: 'send',
    lots: quantity / lot,
    body: {
      accountId: account.id,
      instrumentId: instrument.id,
      side,
      quantity,
      orderType: 'MARKET',
      product,
      validity: 'DAY',
      marketProtection: -1,
      // Entries of a group that is not armed go to the master alone; exits are copied all the same.
      ...(group === undefined || group.armed || exits ? {} : { copy: false }),
    },
  };
}

function quantityOf({ side, lots, mayOpenShort, held, beingSold }: Asked, lot: number): number {
  const wanted = lots * lot;
  if (side === 'BUY' || mayOpenShort) return wanted;
  const free = Math.max(0, held - beingSold);
  return Math.min(wanted, Math.floor(free / lot) * lot);
}

/** `Buy 4 lots`: as it stands on the button while the server has not said who gets what. */
export function entryWords(side: 'BUY' | 'SELL', terms: EntryTerms): string {
  const verb = side === 'BUY' ? 'Buy' : 'Sell';
  return terms.kind === 'send' ? `${verb} ${formatLots(terms.lots)}` : verb;
}

type Place = Pick<Position, 'accountId' | 'instrumentId' | 'product'>;

/**
 * Units that sales of one place will still take away, and those that a sale took since the position's last word.
 *
 * @param isNews Whether an order filled after that word: then all that it filled counts, rather too much than too little.
 */
export function beingSold(orders: Iterable<Order>, place: Place, isNews: (order: Order) => boolean): number {
  let units = 0;
  for (const order of orders) {
    if (order.side !== 'SELL' || !isAt(order, place)) continue;
    if (isLiving(order)) units += order.quantity - order.filledQuantity;
    if (isNews(order)) units += order.filledQuantity;
  }
  return units;
}

/** Orders of these instruments in one account that still work. */
export function workingOrders(
  orders: Iterable<Order>,
  accountId: string,
  instrumentIds: ReadonlySet<string>,
): readonly Order[] {
  return [...orders].filter(
    (order) => order.accountId === accountId && instrumentIds.has(order.instrumentId) && isLiving(order),
  );
}

function isAt(one: Place, place: Place): boolean {
  return (
    one.accountId === place.accountId &&
    one.instrumentId === place.instrumentId &&
    one.product === place.product
  );
}

const FINAL: ReadonlySet<Order['status']> = new Set(['denied', 'filled', 'cancelled', 'rejected', 'expired']);

function isLiving({ status }: Order): boolean {
  return !FINAL.has(status);
}
