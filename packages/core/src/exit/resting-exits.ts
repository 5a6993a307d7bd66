/**
 * Exits that rest although they must not: re-priced in steps, then put before a person (domain §4.3, §4.14).
 *
 * Decides: which exits those are, at which price they stand next, and when somebody is told. Keeps I5: an exit never just rests; and
 * I6: never beyond the cap from the last price. It looks at what is, not at what happened: after a restart it begins anew.
 * Leaves to others: how a change reaches the broker (`order-changes.ts`).
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import { capPrice, EXIT_CAP_PERCENT } from '../copy/child-terms.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { OrderChange } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { MarketTimes } from '../market/market-times.ts';
import type { Price } from '../money/price.ts';
import { filledOf, isChangeOpen, isOrderFinal, type Order, partOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { CancelTimer, DeskClock } from '../ports/clock.ts';

/** How long an exit may rest. */
const RESTS_MS = 3_000;
/** Between two steps towards the cap. */
const STEP_MS = 1_000;
/** The cap is reached in so many equal steps. */
const STEPS = 4;
/** After the cap: how often it is looked at again, for the last price moves. */
const FOLLOW_MS = 15_000;
/** How long a read of prices may hold up a step. */
const PRICES_WITHIN_MS = 700;

export interface RestingExitParts {
  readonly clock: DeskClock;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly orders: OrderBook;
  readonly groups: GroupStore;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly times: MarketTimes;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  /** The price to start from: the last one, as far as it is known. */
  readonly lastPrice: (order: Order) => Price | undefined;
  /** Reads the account's last prices anew. Never rejects. */
  readonly readPrices: (accountId: AccountId) => Promise<void>;
  /** Sends what was asked of the order and is not done. */
  readonly resume: (order: Order) => void;
}

interface Watched {
  step: number;
  /** The limit that the broker has acknowledged, of those that were set here. */
  price: Price | undefined;
  /** The band is narrower than the cap: so often was it halved. */
  halved: number;
  /** The broker takes no further change of this order. */
  exhausted: boolean;
  timer: CancelTimer;
}

export class RestingExits {
  readonly #parts: RestingExitParts;
  readonly #watched = new Map<OrderId, Watched>();
  /** Orders of which a person was told, also before a restart. */
  readonly #told = new Set<OrderId>();
  #closed = false;

  constructor(parts: RestingExitParts) {
    this.#parts = parts;
  }

  /** Remembers what was told. */
  apply({ event }: JournalEntry): void {
    if (event.type === 'alert-raised' && event.code === 'exit-resting' && event.about !== undefined)
      this.#told.add(event.about);
  }

  /** Looks at the orders that an event may have made rest, or ended. */
  onEntry({ event }: JournalEntry): void {
    if (!('orderId' in event) || !('slice' in event)) return;
    const order = this.#parts.orders.get(event.orderId);
    if (order === undefined) return;
    if (event.type === 'order-change-answered' && event.change === 'modify') this.#answered(order, event);
    this.#watch(order);
    // A master that has filled sets the clock of its children's exits going.
    if (isOrderFinal(order)) for (const child of this.#parts.orders.childrenOf(order)) this.#watch(child);
  }

  /** After a start, a login or an opening: whatever rests in the account. */
  sweep(accountId: AccountId): void {
    for (const order of this.#parts.orders.livingOf(accountId)) this.#watch(order);
  }

  /** Ends every timer. */
  close(): void {
    this.#closed = true;
    for (const { timer } of this.#watched.values()) timer();
    this.#watched.clear();
  }

  #watch(order: Order): void {
    const { orderId } = order.intent;
    if (!this.#mustNotRest(order)) return this.#forget(orderId);
    if (this.#watched.has(orderId) || this.#closed) return;
    const watched: Watched = {
      step: 0,
      price: undefined,
      halved: 0,
      exhausted: false,
      timer: this.#parts.clock.after(RESTS_MS, () => void this.#step(order, watched)),
    };
    this.#watched.set(orderId, watched);
  }

  #forget(orderId: OrderId): void {
    this.#watched.get(orderId)?.timer();
    this.#watched.delete(orderId);
  }

  /** An exit that was meant for the market; in a child, any exit whose master's has filled. */
  #mustNotRest(order: Order): boolean {
    const { intent } = order;
    if (isOrderFinal(order) || order.cancelWanted || partOf(order) !== 'exit') return false;
    if (intent.origin === 'outside' || !order.slices.some(rests)) return false;
    if (intent.origin !== 'copy' || intent.parentOrderId === undefined) return order.atMarket;
    const master = this.#parts.orders.get(intent.parentOrderId);
    return master !== undefined && isOrderFinal(master) && filledOf(master) > 0;
  }

  async #step(order: Order, watched: Watched): Promise<void> {
    const { accountId, orderId } = order.intent;
    const { clock, accounts } = this.#parts;
    await this.#freshPrices(accountId);
    if (this.#closed || this.#watched.get(orderId) !== watched) return;
    if (!this.#mustNotRest(order)) return this.#forget(orderId);
    const again = (delayMs: number): void => {
      watched.timer = clock.after(delayMs, () => void this.#step(order, watched));
    };
    const reachable = accounts.sessionOf(accountId) !== undefined && this.#isOpen(order);
    // A change that is on its way is not overtaken; nobody can be asked while the market is closed.
    if (!reachable) return again(FOLLOW_MS);
    if (isChangeOpen(order) || order.fitting) return again(STEP_MS);
    if (watched.step >= STEPS) this.#tell(order);
    watched.step = Math.min(STEPS, watched.step + 1);
    const price = this.#priceAt(order, watched);
    if (price !== undefined && this.#improves(order, watched, price))
      await this.#reprice(order, watched, price);
    again(watched.step >= STEPS && this.#told.has(orderId) ? FOLLOW_MS : STEP_MS);
  }

  #isOpen({ intent }: Order): boolean {
    const instrument = this.#parts.instrumentsOf(intent.accountId).byId(intent.instrumentId);
    return instrument === undefined || this.#parts.times.moment(intent.accountId, instrument).open;
  }

  async #freshPrices(accountId: AccountId): Promise<void> {
    const { clock, readPrices } = this.#parts;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(PRICES_WITHIN_MS, resolve);
      void readPrices(accountId).then(() => {
        cancel();
        resolve();
      });
    });
  }

  #priceAt(order: Order, { step, halved }: Watched): Price | undefined {
    const { accountId, instrumentId, side } = order.intent;
    const tickSize = this.#parts.instrumentsOf(accountId).byId(instrumentId)?.tickSize;
    const from = this.#parts.lastPrice(order);
    if (tickSize === undefined || from === undefined) return undefined;
    const cap = this.#parts.groups.of(accountId)?.exitCapPercent ?? EXIT_CAP_PERCENT;
    const capPercent = (cap * step) / STEPS / 2 ** halved;
    return capPrice({ part: 'exit', side, from, capPercent }, tickSize);
  }

  /** Only towards the market: what stands better than the step is left where it is. */
  #improves(order: Order, watched: Watched, price: Price): boolean {
    const { orderType, price: limit } = order.terms;
    const standing = watched.price ?? (orderType === 'LIMIT' ? limit : undefined);
    if (standing === undefined) return true;
    return order.intent.side === 'BUY' ? price > standing : price < standing;
  }

  async #reprice(order: Order, watched: Watched, price: Price): Promise<void> {
    const { journal, resume } = this.#parts;
    const { userId, accountId, orderId } = order.intent;
    const terms: OrderChange = {
      quantity: undefined,
      price,
      triggerPrice: undefined,
      orderType: 'LIMIT',
      validity: undefined,
    };
    const replace = watched.exhausted || this.#isUsedUp(order);
    journal.record(userId, {
      type: 'order-change-journaled',
      accountId,
      orderId,
      change: 'modify',
      terms,
      exitRule: undefined,
      request: undefined,
      how: replace ? 'replace' : undefined,
      because: 'resting',
    });
    if (replace) watched.price = price;
    // A journal that cannot be written has stopped the desk; nothing is sent then.
    await journal.commit().then(
      () => resume(order),
      () => undefined,
    );
  }

  #isUsedUp(order: Order): boolean {
    const { brokerId } = this.#parts.accounts.get(order.intent.accountId);
    const limit = this.#parts.brokers.get(brokerId)?.capabilities.modificationsPerOrder;
    return limit !== undefined && order.modifications >= limit;
  }

  #answered(
    order: Order,
    event: Extract<JournalEntry['event'], { readonly type: 'order-change-answered' }>,
  ): void {
    const watched = this.#watched.get(order.intent.orderId);
    if (watched === undefined) return;
    if (event.outcome === 'accepted') watched.price = event.terms?.price ?? watched.price;
    else if (event.code === 'price') watched.halved += 1;
    else if (event.code === 'modifications') watched.exhausted = true;
  }

  #tell(order: Order): void {
    const { userId, accountId, orderId, side, instrumentId } = order.intent;
    if (this.#told.has(orderId)) return;
    const rest = order.terms.quantity - filledOf(order);
    const text = `An exit still rests at the cap: ${side} ${rest} ${instrumentId}. It follows the last price; look at it.`;
    this.#parts.journal.record(userId, {
      type: 'alert-raised',
      code: 'exit-resting',
      accountId,
      text,
      about: orderId,
    });
  }
}

function rests(slice: Order['slices'][number]): boolean {
  return slice.status === 'working' || slice.status === 'partly-filled';
}
