/**
 * Compares each child with its rule: so many times what the master holds and has working, or something says why not.
 */
import { type Books, filledOf, isAlive, netOf, restOf, slicesOf } from './books.ts';
import type { Finding } from './compare-orders.ts';
import type { DeskOrder } from './desk-api.ts';
import type { Family, Member } from './family.ts';

/** A difference that the desk itself explains. */
export interface Explained {
  readonly account: string;
  readonly key: string;
  readonly difference: number;
  readonly codes: readonly string[];
}

export interface ChildComparison {
  readonly findings: readonly Finding[];
  readonly explained: readonly Explained[];
}

/** A skip that says that there was nothing to do explains no difference. */
const SAYS_NOTHING = new Set(['nothing-to-exit', 'overtaken', 'cancelled-in-lane']);

/** What the comparison goes by besides the books. */
export interface ChildQuestions {
  /** Wall time, ms: what was placed before it matched already, and explains nothing any more. */
  readonly since: number;
  /** Whether an exit was lost, and made smaller when it went again, because later ones had filled by then. */
  readonly wasRecomputed: (orderId: string) => boolean;
}

export function compareChildren(
  books: Books,
  family: Family,
  { since, wasRecomputed }: ChildQuestions,
): ChildComparison {
  const findings: Finding[] = [];
  const explained: Explained[] = [];
  for (const member of family.children) {
    for (const key of keysOf(books)) {
      const difference = netOf(books, member, key) - member.factor * netOf(books, family.master, key);
      if (difference === 0) continue;
      const codes = [...explanations(books, { member, key, since })];
      // A limit that was met for the master a moment before the price went: the child's entry works, and the trader sees it.
      if (entriesWorking(books, family, member, key) === -difference) codes.push('entry working');
      if (codes.length > 0) explained.push({ account: member.address, key, difference, codes });
      else findings.push({ kind: 'unexplained', text: held(books, family, { member, key, difference }) });
    }
    for (const master of books.masters) {
      const difference = workingDifference(books, family, member, master);
      if (difference === 0) continue;
      const key = `${master.instrumentId}|${master.product}`;
      const codes = [...explanations(books, { member, key, since })];
      if (copiesOf(books, member, master).some(({ id }) => wasRecomputed(id))) codes.push('recomputed');
      // However long ago it was placed: a change through zero adds a part that waits.
      if (isHeld(member, master)) codes.push('held');
      const position = netOf(books, member, key) - member.factor * netOf(books, family.master, key);
      // What a child holds differently, it also exits differently.
      if (position !== 0) continue;
      if (codes.length > 0) explained.push({ account: member.address, key, difference, codes });
      else
        findings.push({
          kind: 'unexplained',
          text: `${member.address} has ${difference} working too many of order ${master.id} (${master.side} ${master.quantity}, ${master.status}).`,
        });
    }
  }
  return { findings, explained };
}

function keysOf(books: Books): readonly string[] {
  return [...new Set(books.venuePositions.map((one) => `${one.instrumentId}|${one.product}`))];
}

function copiesOf(books: Books, member: Member, master: DeskOrder): readonly DeskOrder[] {
  return (books.own.get(member.address) ?? []).filter((order) => order.parentOrderId === master.id);
}

/** Whether a part of the child's for this very order waits for another one. */
function isHeld(member: Member, { childOrders }: DeskOrder): boolean {
  return childOrders.some(({ account, status }) => account === member.address && status === 'held');
}

/** What the child's entries of this key have working beyond its share of what works for their masters; signed, BUY positive. */
function entriesWorking(books: Books, family: Family, member: Member, key: string): number {
  const entries = books.masters.filter(
    (master) =>
      `${master.instrumentId}|${master.product}` === key &&
      master.childOrders.some((child) => child.account === member.address && child.part === 'entry') &&
      master.childOrders.every((child) => child.account !== member.address || child.part === 'entry'),
  );
  return entries.reduce(
    (sum, master) =>
      sum + (master.side === 'BUY' ? 1 : -1) * workingDifference(books, family, member, master),
    0,
  );
}

/** What works at the venue for a child beyond its share of what works for its master's order. */
function workingDifference(books: Books, family: Family, member: Member, master: DeskOrder): number {
  const working = copiesOf(books, member, master).reduce(
    (sum, order) => sum + restOf(slicesOf(books, member, order.id)),
    0,
  );
  return working - member.factor * restOf(slicesOf(books, family.master, master.id));
}

/** The codes of everything that the desk says about a child and an instrument since then. */
function explanations(
  books: Books,
  at: { readonly member: Member; readonly key: string; readonly since: number },
): readonly string[] {
  const { member, key, since } = at;
  const codes = books.masters
    .filter(
      (master) => `${master.instrumentId}|${master.product}` === key && Date.parse(master.placedAt) >= since,
    )
    .flatMap((master) => master.childOrders)
    .filter((child) => child.account === member.address && child.filledQuantity < Math.max(1, child.quantity))
    .flatMap((child) => (child.status === 'held' ? ['held'] : (child.reason?.code ?? [])))
    .filter((code) => !SAYS_NOTHING.has(code));
  const alerts = books.alerts
    .filter(({ account }) => account === member.address)
    .map(({ data }) => `alert ${String(data['code'])}`);
  const divergences = books.divergences
    .filter((one) => one.account === member.address && `${one.instrumentId}|${one.product}` === key)
    .filter(({ resolvedAt }) => resolvedAt === null)
    .map(({ cause }) => `divergence ${cause.code}`);
  return [...new Set([...codes, ...alerts, ...divergences])];
}

/** The difference in words, with what both did in this instrument. */
function held(
  books: Books,
  family: Family,
  at: { readonly member: Member; readonly key: string; readonly difference: number },
): string {
  const { member, key, difference } = at;
  const master = netOf(books, family.master, key);
  const lines = books.masters
    .filter((order) => `${order.instrumentId}|${order.product}` === key)
    .slice(0, 6)
    .map((order) => {
      const mine = slicesOf(books, family.master, order.id);
      const children = order.childOrders
        .filter((child) => child.account === member.address)
        .map((child) => `${child.part} ${child.status} ${child.filledQuantity}/${child.quantity}`);
      return `\n    ${order.id} ${order.side} ${order.status} ${filledOf(mine)}/${order.quantity}${mine.some(isAlive) ? ' working' : ''} → ${children.join(', ') || 'nothing'}`;
    });
  return `${member.address} holds ${netOf(books, member, key)} of ${key}, the master ${master}: ${difference} too many.${lines.join('')}`;
}
