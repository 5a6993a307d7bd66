/**
 * What order type, price, validity and protection an order gets at the broker that it goes to (domain §4.3, §4.14).
 *
 * Decides: how terms that this broker, or the exchange behind it, does not take become terms that it takes. Keeps I5 (an exit
 * is never in want of terms) and I6 (never worse than the cap says). What is refused where is data in `BrokerCapabilities`.
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerCapabilities } from '../broker/capabilities.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { indexId } from '../instrument/instrument-id.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { LastPrices } from '../market/last-prices.ts';
import { ceilToTick, floorToTick, type Price } from '../money/price.ts';
import { supportsValidity, takesOrderType } from '../order/broker-terms.ts';
import type { OrderType, Side, Validity } from '../order/order-terms.ts';

/** Terms as they were wanted: the master's, or the desk's own. */
export interface WantedTerms {
  readonly orderType: OrderType;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  readonly validity: Validity;
  /** -1 is automatic, else a percentage. */
  readonly marketProtection: number;
  /** Given: a limit stands in for the market. */
  readonly atMarket?: true | undefined;
}

/** Whose terms are asked for. */
export interface TermsQuestion {
  readonly wanted: WantedTerms;
  readonly part: 'entry' | 'exit';
  readonly side: Side;
  readonly instrument: Instrument;
  readonly lookup: Pick<InstrumentLookup, 'byId'>;
  readonly capabilities: BrokerCapabilities;
  /** The link's `entryCapPercent` for an entry, the group's `exitCapPercent` for an exit. */
  readonly capPercent: number;
  readonly lastPrice: Price | undefined;
}

/** The terms, or why an entry gets none. An exit always gets some. */
export type TermsForChild = { readonly terms: WantedTerms } | { readonly skip: SkipReason };

/** The books that the terms of an account's order are found with. */
export interface TermsParts {
  readonly accounts: AccountStore;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  readonly prices: LastPrices;
}

/** What a group without a say gives an entry, in per cent of the last price. */
export const ENTRY_CAP_PERCENT = 3;

/** What a group without a say gives an exit. */
export const EXIT_CAP_PERCENT = 5;

/** The terms by which an order of this account goes to its broker. */
export function termsAt(
  parts: TermsParts,
  order: Omit<TermsQuestion, 'lookup' | 'capabilities' | 'lastPrice'> & { readonly accountId: AccountId },
): TermsForChild {
  const { accountId, instrument } = order;
  const capabilities = parts.brokers.get(parts.accounts.get(accountId).brokerId)?.capabilities;
  if (capabilities === undefined) return { terms: order.wanted };
  const lookup = parts.instrumentsOf(accountId);
  const lastPrice = parts.prices.of(accountId, instrument.id);
  const { wanted, part, side, capPercent } = order;
  return termsForChild({ wanted, part, side, instrument, capPercent, lookup, capabilities, lastPrice });
}

/** The terms by which an order goes to a broker. */
export function termsForChild(question: TermsQuestion): TermsForChild {
  const { wanted, part, instrument, capabilities, lookup } = question;
  const supported = supportsValidity(capabilities, instrument, wanted.validity);
  if (!supported && part === 'entry')
    return { skip: { code: 'validity-not-supported', figure: wanted.validity } };
  const marketProtection = protectionAt(capabilities, wanted.marketProtection);
  const asWanted = supported && marketProtection === wanted.marketProtection;
  const validity = supported ? wanted.validity : 'DAY';
  const lasting: WantedTerms = asWanted ? wanted : { ...wanted, validity, marketProtection };
  const { orderType } = lasting;
  const asksForIndex = capabilities.refusedOrderTypes.some((refused) => refused.on !== undefined);
  const onIndex = asksForIndex && isOnIndex(instrument, lookup);
  if (takesOrderType(capabilities, instrument, orderType, onIndex)) return { terms: lasting };
  const capped = cappedTerms(question, lasting);
  if (capped !== undefined) return { terms: capped };
  // Without a price an exit goes as it is: the broker may take it, and what it refuses is tried again.
  return part === 'exit' ? { terms: lasting } : { skip: { code: 'not-supported', figure: orderType } };
}

/** MARKET as a limit at the cap, SL-M as a stop whose limit lies beyond its own trigger. Undefined without a price to start from. */
function cappedTerms(question: TermsQuestion, wanted: WantedTerms): WantedTerms | undefined {
  const { orderType, triggerPrice } = wanted;
  switch (orderType) {
    case 'MARKET': {
      const price = capOf(question, question.lastPrice);
      return price === undefined ? undefined : { ...wanted, orderType: 'LIMIT', price, atMarket: true };
    }
    // When it fires, the last price is its trigger: a limit measured from today's price could lie before the trigger.
    case 'SL-M': {
      const price = capOf(question, triggerPrice);
      return price === undefined ? undefined : { ...wanted, orderType: 'SL', price };
    }
    default:
      return undefined;
  }
}

function capOf(
  { part, side, instrument, capPercent }: TermsQuestion,
  from: Price | undefined,
): Price | undefined {
  return from === undefined ? undefined : capPrice({ part, side, from, capPercent }, instrument.tickSize);
}

/**
 * The worst price that a cap allows: above `from` for a buyer, below it for a seller, rounded to the tick towards `from`, so
 * that the cap is never passed. An exit may always go one tick away: on a cheap option no percentage is as much as a tick.
 */
export function capPrice(
  cap: {
    readonly part: 'entry' | 'exit';
    readonly side: Side;
    readonly from: Price;
    readonly capPercent: number;
  },
  tickSize: Price,
): Price {
  const { part, side, from, capPercent } = cap;
  const away = side === 'BUY' ? BigInt(hundredths(capPercent)) : -BigInt(hundredths(capPercent));
  const scaled = Number((BigInt(from) * (HUNDRED_PERCENT + away)) / HUNDRED_PERCENT) as Price;
  // Truncated above: for a seller that is at most a step of a price below the cap, and the tick rounds it back up.
  const capped = side === 'BUY' ? floorToTick(scaled, tickSize) : ceilToTick(scaled, tickSize);
  const oneAway =
    side === 'BUY' ? floorToTick(from, tickSize) + tickSize : ceilToTick(from, tickSize) - tickSize;
  const reached =
    part === 'entry' ? capped : side === 'BUY' ? Math.max(capped, oneAway) : Math.min(capped, oneAway);
  return Math.max(tickSize, reached) as Price;
}

const HUNDRED_PERCENT = 10_000n;

/** A percentage in hundredths of one per cent. */
function hundredths(percent: number): number {
  return Math.round(percent * 100);
}

/** Another broker's percentage may be more than this one takes. Whole percents are rounded down: nobody is protected less than asked. */
function protectionAt({ marketProtection }: BrokerCapabilities, wanted: number): number {
  if (marketProtection === undefined || (wanted < 0 && marketProtection.automatic)) return wanted;
  const { minPercent, maxPercent, wholePercent } = marketProtection;
  const within = Math.min(maxPercent, wanted < 0 ? maxPercent : wanted);
  return Math.max(minPercent, wholePercent ? Math.floor(within) : within);
}

/** Whether a contract is on an index and not on a share: the day's lists hold the index then. */
function isOnIndex({ exchange, underlying }: Instrument, lookup: Pick<InstrumentLookup, 'byId'>): boolean {
  return lookup.byId(indexId(exchange, underlying)) !== undefined;
}
