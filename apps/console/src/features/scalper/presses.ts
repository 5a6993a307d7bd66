/**
 * What the scalper's keys and buttons sent, newest first.
 *
 * Decides: one press is one request with its own `Idempotency-Key`; a control whose press has no outcome yet takes no other
 * for the same account, instrument and product. A press without an answer is looked up while there is a connection, also
 * after a reload, and never sent again. An exit may be pressed again meanwhile: the server nets exits under way.
 */
import { type Order, orderSchema, type Position } from '@copydesk/api-contract';
import { create } from 'zustand';
import { wordsOf } from '../../lib/api-client.ts';
import { serverNow } from '../../live/link-store.ts';
import {
  forgetPress,
  keptPress,
  keptSlots,
  lookUpPress,
  type PressEnd,
  type PressRequest,
  sendPress,
} from '../../live/press.ts';

type PressStanding =
  | { readonly kind: 'sending' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'never-arrived' }
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'done'; readonly order: Order };

export interface Press {
  readonly number: number;
  /** What it closes while it has no outcome: {@link slotOf}, `cancel.o1`. */
  readonly slot: string;
  /** The cap of the key: `Q`. */
  readonly cap: string;
  readonly words: string;
  /** By the server's clock; null for one of before a reload. */
  readonly atMs: number | null;
  readonly standing: PressStanding;
}

/** So many are shown. */
const KEPT = 6;

export const usePresses = create<{ readonly list: readonly Press[] }>(() => ({ list: [] }));

const running = new Set<string>();
let made = 0;

/** What a key closes: the same key at another strike, account or product stays open. */
export function slotOf(
  deed: 'buy' | 'sell' | 'exit',
  { accountId, instrumentId, product }: Pick<Position, 'accountId' | 'instrumentId' | 'product'>,
): string {
  return `${deed}.${accountId}.${instrumentId}.${product}`;
}

/** Whether a press of this control has no outcome yet. */
export function isOpen(slot: string): boolean {
  return running.has(slot) || keptPress(nameOf(slot)) !== null;
}

/** Sends once; null when the control is still closed by the press before. */
export async function pressOnce(
  what: Pick<Press, 'slot' | 'cap'>,
  request: PressRequest,
): Promise<PressEnd<Order> | null> {
  if (isOpen(what.slot)) return null;
  const number = note({ ...what, words: request.words, atMs: serverNow() });
  return settle(number, what.slot, sendPress(nameOf(what.slot), request, orderSchema));
}

/** Lets a control go again whose press before lost its answer; one that is being sent or looked up stays closed. */
export function letGoAgain(slot: string): void {
  if (running.has(slot) || keptPress(nameOf(slot)) === null) return;
  forgetPress(nameOf(slot));
  const standing = { kind: 'refused', words: 'Its answer was lost; it was pressed again.' } as const;
  usePresses.setState(({ list }) => ({
    list: list.map((press) =>
      press.slot === slot && press.standing.kind === 'unknown' ? { ...press, standing } : press,
    ),
  }));
}

/** Looks for the outcome of every press that has none, those of before a reload too. */
export async function lookAgain(): Promise<readonly PressEnd<Order>[]> {
  const unknown = usePresses.getState().list.filter(({ standing }) => standing.kind === 'unknown');
  const open = new Map(unknown.map((press) => [press.slot, press.number]));
  return Promise.all(
    keptSlots(nameOf('')).flatMap((name) => {
      const slot = name.slice(nameOf('').length);
      const kept = keptPress(nameOf(slot));
      if (kept === null || running.has(slot)) return [];
      const { words } = kept;
      const number = open.get(slot) ?? note({ slot, cap: '', words, atMs: null, standing: UNKNOWN });
      return [settle(number, slot, lookUpPress(nameOf(slot), kept, orderSchema))];
    }),
  );
}

/** A key that led to nothing, and why: it stands in the row like the others, once however often it is pressed. */
export function noteNothing(cap: string, words: string, why: string): void {
  const newest = usePresses.getState().list[0];
  const said = newest?.standing.kind === 'refused' ? newest.standing.words : null;
  if (newest?.cap === cap && newest.words === words && said === why) return;
  note({ slot: 'nothing', cap, words, atMs: serverNow(), standing: { kind: 'refused', words: why } });
}

/** Another person has the page now. */
export function forgetPresses(): void {
  usePresses.setState({ list: [] });
}

const UNKNOWN: PressStanding = { kind: 'unknown' };

function nameOf(slot: string): string {
  return `scalper.${slot}`;
}

function note(press: Omit<Press, 'number' | 'standing'> & Partial<Pick<Press, 'standing'>>): number {
  made += 1;
  const number = made;
  usePresses.setState(({ list }) => ({
    list: [{ standing: { kind: 'sending' as const }, ...press, number }, ...list].slice(0, KEPT),
  }));
  return number;
}

async function settle(number: number, slot: string, end: Promise<PressEnd<Order>>): Promise<PressEnd<Order>> {
  running.add(slot);
  try {
    const known = await end;
    const standing = standingOf(known);
    usePresses.setState(({ list }) => ({
      list: list.map((press) => (press.number === number ? { ...press, standing } : press)),
    }));
    return known;
  } finally {
    running.delete(slot);
  }
}

function standingOf(end: PressEnd<Order>): PressStanding {
  if (end.kind === 'done') return { kind: 'done', order: end.answer };
  return end.kind === 'refused' ? { kind: 'refused', words: wordsOf(end.problem) } : end;
}
