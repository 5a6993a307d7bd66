/**
 * Baskets (domain.md §4.12) against the venue's own orders and trades.
 *
 * Decides: what must hold in each account on its own. No sold leg reaches the venue while a bought one before it is open there, or
 * came to nothing; no hedge is given back while the short of its basket is there; what is taken out is never more than was
 * brought, and nothing that was to be taken out stays.
 */
import type { VenueOrder } from '@copydesk/sandbox';
import type { Account, Basket, BasketLeg, OrderId } from '../../src/index.ts';
import type { Evidence, Written } from './evidence.ts';
import type { History } from './history.ts';
import type { RunNotes } from './perform.ts';
import { triedAgain } from './second-thoughts.ts';
import type { Violation } from './violation.ts';

const FINAL = new Set(['complete', 'cancelled', 'rejected']);
const NONE: ReadonlySet<OrderId> = new Set();

/** What one account did about one leg: orders at the venue that enter, and those that take out again. */
interface LegAt {
  readonly leg: BasketLeg;
  /** It closed what the basket's own account held when its turn came. */
  readonly exits: boolean;
  /** How much of its entries closed something before it opened. */
  readonly closed: number;
  /** A person made an exit that undoes it larger. */
  readonly raised: boolean;
  readonly entries: readonly VenueOrder[];
  readonly undone: readonly VenueOrder[];
}

/** A basket in one account. */
interface InAccount {
  readonly basket: Basket;
  readonly account: Account;
  readonly legs: readonly LegAt[];
  readonly about: string;
}

/** Everything that a basket must keep. */
export function basketsKept(evidence: Evidence, history: History, notes: RunNotes): Violation[] {
  const { stage } = evidence;
  const { book } = stage.desk.baskets;
  const lost = notes.baskets
    .filter((id) => book.get(id) === undefined)
    .map(
      (id): Violation => ({
        invariant: 'I2',
        kind: 'basket-lost',
        text: `${id} was accepted and is not known`,
      }),
    );
  const baskets = notes.baskets.flatMap((id) => book.get(id) ?? []);
  const endless = baskets
    .filter((basket) => basket.ended === undefined)
    .map(
      ({ intent }): Violation => ({
        invariant: 'I2',
        kind: 'basket-no-end',
        text: `${intent.basketId} has no end`,
      }),
    );
  // What a person tries again goes by itself: whoever does so knows the hedge.
  const retries = history.steps.some((step) => step.do === 'retry');
  const kept = baskets.flatMap((basket) =>
    stage.members.flatMap((account) => {
      const late = afterIncomplete(evidence, basket, account);
      const legs = basket.intent.legs.map((leg) => {
        // What a person tries again in an account that was told to be unable to complete is theirs: it is no part of the basket any
        // more and is not taken out (0017). Whatever else is entered there counts.
        const theirs = notes.retried.has(triedAgain(leg.orderId, account.id)) ? late : NONE;
        return legAt(evidence, { leg, account, theirs });
      });
      const about = `${account.address}, ${basket.intent.basketId}`;
      return [
        ...(retries && account !== stage.master ? [] : soldAfterBought(evidence, legs, about)),
        ...hedgesLast(evidence, { basket, account, legs, about }),
        ...takenOut(evidence, { basket, account, legs, about }),
      ];
    }),
  );
  return [...lost, ...endless, ...kept];
}

/** Orders of the account that were written down after a person was told that it cannot complete the basket. */
function afterIncomplete({ entries }: Evidence, { intent }: Basket, { id }: Account): ReadonlySet<OrderId> {
  const told = entries.findIndex(
    ({ event }) =>
      event.type === 'basket-incomplete' && event.basketId === intent.basketId && event.accountId === id,
  );
  if (told < 0) return NONE;
  const after = entries
    .slice(told)
    .flatMap(({ event }) => (event.type === 'orders-journaled' ? event.orders : []));
  return new Set(after.filter(({ accountId }) => accountId === id).map(({ orderId }) => orderId));
}

function legAt(
  { written, orders }: Evidence,
  of: { readonly leg: BasketLeg; readonly account: Account; readonly theirs: ReadonlySet<OrderId> },
): LegAt {
  const { leg, account, theirs } = of;
  const ofLeg = [...written.values()].filter(({ intent }) => intent.accountId === account.id);
  const root = ({ intent }: Written) => written.get(intent.parentOrderId ?? intent.orderId)?.intent;
  const entries = ofLeg.filter(
    (one) =>
      root(one)?.orderId === leg.orderId &&
      one.intent.exitQuantity < one.intent.quantity &&
      !theirs.has(one.intent.orderId),
  );
  // One that turned a position around, because that moved since it was planned, closed so much first.
  const closed = entries.reduce((sum, { closes }) => sum + closes, 0);
  const undone = ofLeg.filter((one) => {
    const mark = root(one)?.basket;
    return mark?.role === 'undo' && mark.leg === leg.orderId;
  });
  const atVenue = (some: readonly Written[]): readonly VenueOrder[] =>
    (orders.get(account.id) ?? []).filter((order) => some.some(({ tags }) => tags.has(order.tag ?? '')));
  const asLeg = written.get(leg.orderId);
  // Also where a person made the leg so small that it only closes what was there before.
  const exits =
    asLeg !== undefined && asLeg.intent.exitQuantity >= Math.min(asLeg.intent.quantity, asLeg.wanted);
  const raised = undone.some((exit) => exit.raised);
  return { leg, exits, closed, raised, entries: atVenue(entries), undone: atVenue(undone) };
}

/** When a sold leg was received, every bought entry before it had filled something and nothing of it was open. */
function soldAfterBought(evidence: Evidence, legs: readonly LegAt[], about: string): Violation[] {
  const found: Violation[] = [];
  for (const [place, sold] of legs.entries()) {
    const [first] = sold.entries;
    if (first === undefined || sold.leg.command.side !== 'SELL') continue;
    for (const bought of legs.slice(0, place)) {
      if (bought.leg.command.side !== 'BUY' || bought.exits) continue;
      const then = bought.entries.map((order) => asOf(evidence, order, first.placedAt));
      const isOpen = then.some((order) => order !== undefined && !FINAL.has(order.state));
      const filled = then.reduce((sum, order) => sum + (order?.filledQuantity ?? 0), 0);
      if (!isOpen && filled > 0) continue;
      const text = `${about}: sold ${sold.leg.command.instrumentId} with ${filled} of its hedge filled${isOpen ? ' and some open' : ''}`;
      found.push({ invariant: 'I6', kind: 'unhedged', text });
    }
  }
  return found;
}

/** When a hedge is given back, nothing of the basket's sold legs is open, and what they filled is bought back. */
function hedgesLast(evidence: Evidence, { basket, account, legs, about }: InAccount): Violation[] {
  const found: Violation[] = [];
  // A child that follows its master out exits by the fraction of all that it holds.
  const follows =
    account.id !== basket.intent.accountId && basket.accounts.get(account.id)?.incomplete?.then !== 'flatten';
  const sold = legs.filter(({ leg }) => leg.command.side === 'SELL');
  for (const hedge of legs.filter(({ leg }) => leg.command.side === 'BUY')) {
    // What buys back a short that a child had by then gives no hedge away.
    const first = hedge.undone.find(({ side }) => side === 'SELL');
    if (first === undefined) continue;
    for (const short of sold) {
      const then = short.entries.map((order) => asOf(evidence, order, first.placedAt));
      if (then.some((order) => order !== undefined && !FINAL.has(order.state)))
        found.push({ invariant: 'I6', kind: 'hedge-first', text: `${about}: a sold leg was open` });
      const entered = then.reduce((sum, order) => sum + (order?.filledQuantity ?? 0), 0) - short.closed;
      // What anybody bought back of it since counts.
      const back = boughtSince(evidence, short.entries[0], first);
      // What was held on the other side when it was sold is closed by it, and not short, whatever the desk knew then.
      const stands = Math.min(entered - back, shortAt(evidence, short.entries[0], first));
      if (follows || stands <= 0) continue;
      const text = `${about}: a hedge was given back with ${stands} of ${short.leg.command.instrumentId} sold`;
      found.push({ invariant: 'I6', kind: 'hedge-first', text });
    }
  }
  return found;
}

/** Never more than was brought; and nothing stays of an account that was to be flattened, as far as it is still there. */
function takenOut({ folds }: Evidence, { basket, account, legs, about }: InAccount): Violation[] {
  const own = account.id === basket.intent.accountId;
  const then = basket.accounts.get(account.id)?.incomplete?.then;
  return legs.flatMap(({ leg, entries, undone, closed: before, raised }): Violation[] => {
    const entered = Math.max(0, filledOf(entries) - before);
    const back = filledOf(undone);
    const { instrumentId, side } = leg.command;
    const words = `${about}: ${side} ${instrumentId} brought ${entered}, ${back} was taken out`;
    // A child follows its master's exits by the fraction of all that it holds.
    if (own && !raised && back > entered) return [{ invariant: 'I6', kind: 'undone-too-much', text: words }];
    if (then !== 'flatten' || back >= entered) return [];
    const fold = [...folds.values()].find(
      (one) => one.account.id === account.id && one.traded.instrument.id === instrumentId,
    );
    const { copied, own: rest } = fold?.holding ?? { copied: 0, own: 0 };
    const held = (side === 'BUY' ? 1 : -1) * (own ? copied + rest : copied);
    // What was closed since, by anybody, is not there to be taken out.
    const closed = fold?.fills.some((fill) => (side === 'BUY' ? fill.signed < 0 : fill.signed > 0)) ?? false;
    return held > 0 && !closed ? [{ invariant: 'I5', kind: 'leg-stranded', text: words }] : [];
  });
}

function filledOf(orders: readonly VenueOrder[]): number {
  return orders.reduce((sum, order) => sum + order.filledQuantity, 0);
}

/** The order as it stood then; undefined when it was not there yet. */
function asOf({ stage }: Evidence, { broker, client, orderId }: VenueOrder, at: VenueOrder['placedAt']) {
  const rows = stage.venue.orders.history({ broker, client }, orderId) ?? [];
  return rows.findLast((row) => row.at <= at);
}

/** What the account bought of a sold leg's instrument between its first sale and another order. */
function boughtSince({ stage }: Evidence, sold: VenueOrder | undefined, until: VenueOrder): number {
  if (sold === undefined) return 0;
  return stage.venue.orders
    .trades({ broker: sold.broker, client: sold.client })
    .filter((trade) => trade.instrument.id === sold.instrument.id && trade.side === 'BUY')
    .filter((trade) => trade.at >= sold.placedAt && trade.at <= until.placedAt)
    .reduce((sum, trade) => sum + trade.quantity, 0);
}

/** How much the account is short of a sold leg's instrument when another order is received. */
function shortAt({ stage }: Evidence, sold: VenueOrder | undefined, until: VenueOrder): number {
  if (sold === undefined) return 0;
  return stage.venue.orders
    .trades({ broker: sold.broker, client: sold.client })
    .filter((trade) => trade.instrument.id === sold.instrument.id && trade.at <= until.placedAt)
    .reduce((short, trade) => short + (trade.side === 'SELL' ? trade.quantity : -trade.quantity), 0);
}
