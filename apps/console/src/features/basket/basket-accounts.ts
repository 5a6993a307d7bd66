/**
 * How a basket stands in each account, leg by leg.
 *
 * Decides: an account is complete only when each leg has filled there and nothing was taken out again; it is undone when everything
 * that its legs filled was taken out again, or the basket has ended. Who copies a basket whose own account is undone is undone with it.
 */
import type { Basket, ChildOrder, Order } from '@copydesk/api-contract';
import { isFinal } from '../../components/order-status-words.ts';

export interface LegAt {
  /** `waiting`: its turn has not come here; `dropped`: it will not be sent here. Else as its order stands. */
  readonly status: ChildOrder['status'] | 'waiting' | 'dropped';
  readonly quantity: number;
  readonly filledQuantity: number;
  /** Of what it filled, how much was taken out again. */
  readonly taken: number;
  readonly brokerOrderIds: readonly string[];
}

export interface AccountAt {
  readonly accountId: string;
  readonly account: string;
  readonly legs: readonly LegAt[];
  /** Undefined while it can complete. */
  readonly incomplete: Basket['incomplete'][number] | undefined;
  readonly state: 'running' | 'complete' | 'undoing' | 'undone' | 'left' | 'nothing' | 'skipped';
}

/** The basket's own account first, then those that copy it. `booked`: its orders in the order book, among them those that take something of it out again. */
export function accountsAt(basket: Basket, booked: readonly Order[]): readonly AccountAt[] {
  const known = new Map<string, string>([[basket.accountId, basket.account]]);
  for (const { childOrders } of basket.orders)
    for (const child of childOrders) known.set(child.accountId, child.account);
  for (const one of basket.incomplete) known.set(one.accountId, one.account);
  return [...known].map(([accountId, account]) => {
    const incomplete = basket.incomplete.find((one) => one.accountId === accountId);
    const isOver = basket.status !== 'running' || incomplete !== undefined;
    const legs = basket.legs.map((leg) =>
      accountId === basket.accountId
        ? ownLeg(basket, leg, booked)
        : childLeg(basket, leg, { accountId, booked, isOver }),
    );
    return { accountId, account, legs, incomplete, state: stateOf(basket, incomplete, legs) };
  });
}

type WireLeg = Basket['legs'][number];

function ownLeg(basket: Basket, leg: WireLeg, booked: readonly Order[]): LegAt {
  const order = basket.orders.find(({ id }) => id === leg.orderId);
  const { status, quantity, filledQuantity } = leg;
  const taken = takenIn(basket.accountId, leg, booked);
  return { status, quantity, filledQuantity, taken, brokerOrderIds: order?.brokerOrderIds ?? [] };
}

function childLeg(
  { orders }: Basket,
  leg: WireLeg,
  at: { readonly accountId: string; readonly booked: readonly Order[]; readonly isOver: boolean },
): LegAt {
  const made = orders
    .find(({ id }) => id === leg.orderId)
    ?.childOrders.filter(({ accountId }) => accountId === at.accountId);
  // One that was tried again stands beside the skip that it follows.
  const last = made?.findLast(({ status }) => status !== 'skipped') ?? made?.at(-1);
  if (made === undefined || last === undefined) {
    const status = at.isOver ? 'dropped' : 'waiting';
    return { status, quantity: 0, filledQuantity: 0, taken: 0, brokerOrderIds: [] };
  }
  return {
    status: last.status,
    quantity: made.reduce((sum, child) => sum + child.quantity, 0),
    filledQuantity: made.reduce((sum, child) => sum + child.filledQuantity, 0),
    taken: takenIn(at.accountId, leg, at.booked),
    brokerOrderIds: made.flatMap((child) => child.brokerOrderIds),
  };
}

/** What was taken out of a leg in one account: a basket has no two legs of one instrument, so the other side undoes. */
function takenIn(accountId: string, leg: WireLeg, booked: readonly Order[]): number {
  return booked
    .filter(
      ({ instrumentId, product, side }) =>
        instrumentId === leg.instrumentId && product === leg.product && side !== leg.side,
    )
    .flatMap((order) => [order, ...order.childOrders])
    .filter((order) => order.accountId === accountId)
    .reduce((sum, order) => sum + order.filledQuantity, 0);
}

function stateOf(
  basket: Basket,
  incomplete: AccountAt['incomplete'],
  legs: readonly LegAt[],
): AccountAt['state'] {
  if (incomplete?.then === 'leave') return 'left';
  const runs = basket.status === 'running';
  if (incomplete !== undefined) return undoneState(runs, legs);
  if (legs.every(({ status }) => status === 'skipped')) return 'skipped';
  // Children follow the basket's own account out.
  const own = basket.incomplete.find(({ accountId }) => accountId === basket.accountId);
  if (own?.then === 'flatten' || legs.some(({ taken }) => taken > 0)) return undoneState(runs, legs);
  if (legs.every(({ status }) => status === 'filled')) return 'complete';
  if (runs) return 'running';
  return legs.every(({ filledQuantity }) => filledQuantity === 0) ? 'nothing' : 'left';
}

function undoneState(runs: boolean, legs: readonly LegAt[]): AccountAt['state'] {
  if (legs.every((leg) => leg.filledQuantity === 0))
    return runs && legs.some((leg) => mayFill(leg.status)) ? 'undoing' : 'nothing';
  return runs && legs.some((leg) => leg.filledQuantity > leg.taken || mayFill(leg.status))
    ? 'undoing'
    : 'undone';
}

function mayFill(status: LegAt['status']): boolean {
  return status !== 'waiting' && status !== 'dropped' && status !== 'held' && !isFinal(status);
}
