/**
 * What an order would do, account by account, before it is placed.
 *
 * Decides: nothing of its own: it asks the very functions that place and copy, and writes and sends nothing. Keeps I7: a broker
 * that is slow to tell a margin delays nobody's row beyond a stated bound; what is not known by then is not known.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { BrokerPort, MarginRequest } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { ChildLink } from '../group/copy-group.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import { type Lots, lotsOf, NONE, type Quantity } from '../money/quantity.ts';
import { subtractValues, type Value, ZERO_VALUE } from '../money/value.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { PlaceCommand } from '../order/place-command.ts';
import { type MasterOrder, planChildren, planEntry } from './child-plan.ts';
import type { CopyTrader } from './copy-trader.ts';
import type { FanOutParts } from './fan-out.ts';

/** How long a preview waits for brokers at most. */
const KNOWN_WITHIN_MS = 2_000;

/** What one account would do about one part of the order. */
export interface PreviewPart {
  readonly part: 'entry' | 'exit';
  readonly quantity: Quantity;
  readonly skip: SkipReason | undefined;
  /** It would wait: for its own exit, a competing one, or a price. */
  readonly held: boolean;
}

/** One account's row. */
export interface PreviewItem {
  readonly accountId: AccountId;
  readonly lots: Lots;
  readonly quantity: Quantity;
  /** How many orders its broker would see. */
  readonly slices: number;
  /** Undefined while the broker does not say. */
  readonly fundsNeeded: Value | undefined;
  readonly fundsAfter: Value | undefined;
  /** Why it would get nothing at all. */
  readonly skip: SkipReason | undefined;
  readonly parts: readonly PreviewPart[];
}

/** What an account would send. */
interface Planned {
  readonly accountId: AccountId;
  readonly orders: readonly OrderIntent[];
  readonly parts: readonly PreviewPart[];
}

export class Preview {
  readonly #parts: FanOutParts;
  readonly #trader: CopyTrader;

  constructor(parts: FanOutParts, trader: CopyTrader) {
    this.#parts = parts;
    this.#trader = trader;
  }

  /** What the command would send to whom: the account's own row first, then one for each child. Throws like `place`. */
  async of(userId: UserId, command: PlaceCommand): Promise<readonly PreviewItem[]> {
    const { intent, group } = this.#trader.decide(userId, command);
    const { exitQuantity, exitRule } = intent;
    const own: Planned = { accountId: intent.accountId, orders: [intent], parts: partsOf(intent) };
    const children = (group?.children ?? []).map((link) =>
      this.#child(
        { group: group as NonNullable<typeof group>, intent, terms: intent, exitQuantity, exitRule },
        link,
      ),
    );
    return await Promise.all([own, ...children].map((planned) => this.#item(planned)));
  }

  #child(master: MasterOrder, link: ChildLink): Planned {
    const plan = planChildren(this.#parts, master, [link]);
    const orders: OrderIntent[] = [...plan.orders];
    const made = plan.orders.flatMap((order) => partsOf(order));
    const skipped = plan.skipped.map(
      ({ part, reason }): PreviewPart => ({ part, quantity: NONE, skip: reason, held: false }),
    );
    const held = plan.held.map(({ part }): PreviewPart => {
      // The entry of a reversal waits for its exit; what it would be then can be said now.
      const later = part === 'entry' ? planEntry(this.#parts, master, link) : undefined;
      if (later !== undefined && 'order' in later) orders.push(later.order);
      const skip = later !== undefined && 'skip' in later ? later.skip : undefined;
      const quantity = later !== undefined && 'order' in later ? later.order.quantity : NONE;
      return { part, quantity, skip, held: true };
    });
    return { accountId: link.accountId, orders, parts: [...made, ...skipped, ...held] };
  }

  async #item({ accountId, orders, parts }: Planned): Promise<PreviewItem> {
    const quantity = orders.reduce((sum, order) => sum + order.quantity, 0) as Quantity;
    const lotSize = orders[0]?.lotSize;
    const money = await this.#moneyOf(accountId, orders);
    const waits = parts.some((part) => part.held && part.skip === undefined);
    return {
      accountId,
      quantity,
      lots: lotSize === undefined || lotSize === 0 ? (NONE as number as Lots) : lotsOf(quantity, lotSize),
      slices: orders.reduce((sum, order) => sum + order.slices.length, 0),
      ...money,
      skip: quantity > 0 || waits ? undefined : parts.find((part) => part.skip !== undefined)?.skip,
      parts,
    };
  }

  /** What the broker wants for the part that adds to a position, and what it leaves. An exit needs nothing. */
  async #moneyOf(
    accountId: AccountId,
    orders: readonly OrderIntent[],
  ): Promise<Pick<PreviewItem, 'fundsNeeded' | 'fundsAfter'>> {
    const { accounts, brokers, clock } = this.#parts;
    const session = accounts.sessionOf(accountId);
    const broker = brokers.get(accounts.get(accountId).brokerId);
    if (session === undefined || broker === undefined)
      return { fundsNeeded: undefined, fundsAfter: undefined };
    const stop = new AbortController();
    const cancel = clock.after(KNOWN_WITHIN_MS, () => stop.abort());
    try {
      const asked = this.#marginOf(broker, session, { accountId, orders, signal: stop.signal });
      const [fundsNeeded, funds] = await Promise.all([
        orUnknown(asked, stop.signal),
        orUnknown(broker.funds(session, stop.signal), stop.signal),
      ]);
      const known = fundsNeeded !== undefined && funds !== undefined;
      return {
        fundsNeeded,
        fundsAfter: known ? subtractValues(funds.available, fundsNeeded) : undefined,
      };
    } finally {
      cancel();
    }
  }

  /** Undefined where the broker does not say beforehand. */
  async #marginOf(
    broker: BrokerPort,
    session: BrokerSession,
    of: {
      readonly accountId: AccountId;
      readonly orders: readonly OrderIntent[];
      readonly signal: AbortSignal;
    },
  ): Promise<Value | undefined> {
    const entries = of.orders.filter((order) => order.quantity > order.exitQuantity);
    if (entries.length === 0) return ZERO_VALUE;
    if (!broker.capabilities.marginPreview) return undefined;
    const lookup = this.#parts.instrumentsOf(of.accountId);
    const requests: MarginRequest[] = [];
    for (const order of entries) {
      const listing = lookup.listingFor(order.instrumentId, broker.id);
      if (listing === undefined) return undefined;
      const { side, orderType, product, price, triggerPrice } = order;
      const quantity = (order.quantity - order.exitQuantity) as Quantity;
      requests.push({ listing, side, quantity, orderType, product, price, triggerPrice });
    }
    return await broker.requiredMargin(session, requests, of.signal);
  }
}

/** The order's own parts. */
function partsOf(intent: OrderIntent): readonly PreviewPart[] {
  const { exitQuantity } = intent;
  const enters = (intent.quantity - exitQuantity) as Quantity;
  const made = { skip: undefined, held: false } as const;
  return [
    ...(exitQuantity > 0 ? [{ ...made, part: 'exit' as const, quantity: exitQuantity }] : []),
    ...(enters > 0 ? [{ ...made, part: 'entry' as const, quantity: enters }] : []),
  ];
}

/** The answer, or undefined when there is none or the time is over; a call that does not listen to its signal is left behind. */
function orUnknown<T>(asked: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    asked.then(resolve, () => resolve(undefined));
  });
}
