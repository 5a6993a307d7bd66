/** The order book of the day: masters and standalone orders, newest first, with their children. */
import { type ChildOrder, type Order, ordersSchema, type SocketMessages } from '@copydesk/api-contract';
import { create } from 'zustand';
import { type Book, readPages } from '../../live/book.ts';
import { useGroups } from '../../live/groups-store.ts';

interface OrdersState {
  readonly byId: Readonly<Record<string, Order>>;
  /** Newest first. Null until the first reading. */
  readonly ids: readonly string[] | null;
}

export const useOrders = create<OrdersState>(() => ({ byId: {}, ids: null }));

/** When the page heard of the last fill of each order, on its own clock. */
const filled = new WeakMap<Order, number>();

/** 0 for what a reading told: the positions were read with it. */
export function filledMs(order: Order): number {
  return filled.get(order) ?? 0;
}

/** One row re-renders when its own order changes. */
export function useOrder(id: string): Order | undefined {
  return useOrders((state) => state.byId[id]);
}

export const ordersBook: Book = {
  kind: 'order',
  async read(signal) {
    const { items, asOf } = await readPages('/api/orders', ordersSchema, signal);
    return {
      asOf,
      install: () =>
        useOrders.setState({
          byId: Object.fromEntries(items.map((order) => [order.id, order])),
          ids: items.map((order) => order.id),
        }),
    };
  },
  apply(message) {
    applyOrderMessage(message as SocketMessages['order']);
  },
};

/** `live/` has put the messages in order and dropped those seen before; a store only applies. */
export function applyOrderMessage({ order, parentOrderId, child }: SocketMessages['order']): void {
  if (parentOrderId === null) {
    if (order !== null) showOrder(order);
    return;
  }
  if (child === null) return;
  useOrders.setState((state) => {
    const parent = state.byId[parentOrderId];
    if (parent === undefined) return state;
    const childOrders = withChild(parent, child);
    const changed = { ...parent, childOrders };
    filled.set(changed, filledMs(parent));
    return { byId: { ...state.byId, [parent.id]: changed } };
  });
}

/** Shows a master's or standalone order as an event tells it. */
export function showOrder(order: Order): void {
  if (order.parentOrderId !== null) return;
  useOrders.setState(({ byId, ids }) => {
    const known = byId[order.id];
    // An answer that came before has told more.
    if (known !== undefined && known.updatedAt > order.updatedAt) return {};
    const before = known === undefined ? 0 : filledMs(known);
    filled.set(order, order.filledQuantity > (known?.filledQuantity ?? 0) ? performance.now() : before);
    return {
      byId: { ...byId, [order.id]: order },
      ids: known === undefined ? [order.id, ...(ids ?? [])] : ids,
    };
  });
}

/**
 * Shows an order as the answer to a press tells it, where it is newer than what is known. It may come after the events
 * that followed it, and a child that moves leaves the time of its master's order as it was: then the events are right.
 */
export function showAnswer(answer: Order): void {
  const known = useOrders.getState().byId[answer.id];
  if (known === undefined || answer.updatedAt > known.updatedAt) showOrder(answer);
}

/** Shows what an order and its children wait for by now, where they stand as they did when it was read. */
export function showWaits(read: Order): void {
  useOrders.setState(({ byId }) => {
    const known = byId[read.id];
    if (known === undefined) return {};
    const childOrders = known.childOrders.map((child) => {
      const now = read.childOrders.find((one) => one.childId === child.childId);
      return now?.status === child.status && isOther(now, child) ? { ...child, waits: now.waits } : child;
    });
    const isNews = read.status === known.status && isOther(read, known);
    // A row that waits for the same as before is not drawn again.
    if (!isNews && childOrders.every((child, at) => child === known.childOrders[at])) return {};
    const changed = { ...known, childOrders, waits: isNews ? read.waits : known.waits };
    filled.set(changed, filledMs(known));
    return { byId: { ...byId, [known.id]: changed } };
  });
}

function isOther({ waits: one }: Pick<Order, 'waits'>, { waits: other }: Pick<Order, 'waits'>): boolean {
  return one?.code !== other?.code;
}

/** A child that waited or was held gives way to its order when that is made; a new one stands where its link does. */
function withChild({ groupId, childOrders }: Order, child: ChildOrder): ChildOrder[] {
  const at = childOrders.findIndex(
    (held) =>
      held.childId === child.childId ||
      (held.orderId === null &&
        held.status === 'held' &&
        held.accountId === child.accountId &&
        held.part === child.part),
  );
  if (at !== -1) return childOrders.with(at, child);
  const links = useGroups.getState().list?.find(({ id }) => id === groupId)?.children ?? [];
  const placeOf = ({ accountId }: ChildOrder): number => {
    const place = links.findIndex((link) => link.accountId === accountId);
    return place === -1 ? links.length : place;
  };
  return [...childOrders, child].sort((a, b) => placeOf(a) - placeOf(b));
}
