/** Positions: a master's and standalone ones, each with its children's in full. */
import {
  type ChildPosition,
  type Position,
  type Protection,
  positionsSchema,
  type SocketMessages,
} from '@copydesk/api-contract';
import { create } from 'zustand';
import { type Book, readPages } from '../../live/book.ts';
import { useGroups } from '../../live/groups-store.ts';
import { positionKey } from '../../live/pnl-store.ts';

interface PositionsState {
  /** Null until the first reading. */
  readonly byKey: Readonly<Record<string, Position>> | null;
}

export const usePositions = create<PositionsState>(() => ({ byKey: null }));

/** When each position was told, on the page's own clock: a price that was heard before is no news to it. */
const told = new WeakMap<ChildPosition, number>();

/** 0 for what was told before this page counted. */
export function toldMs(position: ChildPosition): number {
  return told.get(position) ?? 0;
}

function remember(position: Position): void {
  const now = performance.now();
  for (const one of [position, ...position.childPositions]) told.set(one, now);
}

export const positionsBook: Book = {
  kind: 'position',
  async read(signal) {
    const { items, asOf } = await readPages('/api/positions', positionsSchema, signal);
    for (const position of items) remember(position);
    return {
      asOf,
      install: () =>
        usePositions.setState({
          byKey: Object.fromEntries(items.map((position) => [positionKey(position), position])),
        }),
    };
  },
  apply(message) {
    applyPosition((message as SocketMessages['position']).position);
  },
};

/** What an account holds of an instrument in a product; a child's stands in its master's row. */
export function positionAt(
  byKey: PositionsState['byKey'],
  place: Parameters<typeof positionKey>[0],
): Position | ChildPosition | undefined {
  const key = positionKey(place);
  const own = byKey?.[key];
  if (own !== undefined) return own;
  for (const { childPositions } of Object.values(byKey ?? {})) {
    const child = childPositions.find((one) => positionKey(one) === key);
    if (child !== undefined) return child;
  }
  return undefined;
}

/** Shows one position: in its own row, or in its master's when there is one. */
export function applyPosition(position: Position): void {
  remember(position);
  const masterId = useGroups
    .getState()
    .list?.find((group) => group.children.some((child) => child.accountId === position.accountId))?.masterId;
  usePositions.setState(({ byKey }) => {
    const held = byKey ?? {};
    const master =
      masterId === undefined ? undefined : held[positionKey({ ...position, accountId: masterId })];
    if (master !== undefined)
      return { byKey: { ...held, [positionKey(master)]: withChild(master, position) } };
    // A child's row of its own gives way to its master's.
    const own = new Set(position.childPositions.map(positionKey));
    const others = Object.entries(held).filter(([key]) => !own.has(key));
    return { byKey: { ...Object.fromEntries(others), [positionKey(position)]: position } };
  });
}

/** Shows what protects a position as the answer to a request gave it, ahead of the event that says the same. */
export function showProtection(
  place: Parameters<typeof positionKey>[0],
  protection: Protection | null,
): void {
  const key = positionKey(place);
  const change = <P extends ChildPosition>(held: P): P => {
    if (positionKey(held) !== key) return held;
    const { sl = null, target = null, trail = null } = protection ?? {};
    const changed = {
      ...held,
      sl,
      target,
      trail,
      setSl: sl !== null || trail !== null,
      setTarget: target !== null,
    };
    told.set(changed, toldMs(held));
    return changed;
  };
  usePositions.setState(({ byKey }) => {
    if (byKey === null) return {};
    const entries = Object.entries(byKey).map(([held, position]): [string, Position] => {
      const own = change(position);
      const childPositions = position.childPositions.map(change);
      const isSame =
        own === position && childPositions.every((child, at) => child === position.childPositions[at]);
      if (isSame) return [held, position];
      return [held, withChildrenOf(own, childPositions)];
    });
    return { byKey: Object.fromEntries(entries) };
  });
}

/** The same position with other children; it was told when it was. */
export function withChildrenOf(master: Position, childPositions: readonly ChildPosition[]): Position {
  const changed = { ...master, childPositions: [...childPositions] };
  told.set(changed, toldMs(master));
  return changed;
}

function withChild(master: Position, { childPositions: _none, ...child }: Position): Position {
  const at = master.childPositions.findIndex((held) => held.accountId === child.accountId);
  told.set(child, performance.now());
  return withChildrenOf(
    master,
    at === -1 ? [...master.childPositions, child] : master.childPositions.with(at, child),
  );
}
