/** I4, I5, I6, I8: what is held at the venue against the rules (`oracle.ts`) and against the desk's books. */
import type { Account } from '../../src/index.ts';
import { addressOf } from './check-orders.ts';
import { type AccountFold, type Evidence, foldKey, intervalOf, type Written } from './evidence.ts';
import type { ChildSeed } from './history.ts';
import { TRADED, type Traded } from './market.ts';
import { after, expectedOf, FLAT, kept, share } from './oracle.ts';
import type { Violation } from './violation.ts';

/** Told differences that a person decides about. */
const LEFT_TO_A_PERSON = new Set(['child-excess', 'child-not-flat', 'paused', 'duplicate-order']);
/** Reasons for which an exit may deliberately not be. */
const NO_EXIT = new Set(['nothing-to-exit', 'paused', 'master-ended', 'refused']);
/** Longer than any way by which the desk learns what was traded past it. */
const LEARNED_WITHIN_MS = 35_000;
/** Fills that were under way when an order came count as before it. */
const SETTLES_WITHIN_MS = 2_500;

/** I4 and I8: the desk's books are the venue's, in quantity and to the last rupee. */
export function booksAgree({ stage, folds }: Evidence): Violation[] {
  const found: Violation[] = [];
  for (const { account, traded, trades, holding } of folds.values()) {
    const view = stage.desk.positions.view(account.id, traded.instrument.id, traded.product);
    const net = holding.copied + holding.own;
    const about = `${account.address} ${traded.name}`;
    if ((view?.netQuantity ?? 0) !== net) {
      const text = `${about}: the book shows ${view?.netQuantity ?? 0}, the venue ${net}`;
      found.push({ invariant: 'I4', kind: 'net-unknown', text });
    }
    for (const side of ['BUY', 'SELL'] as const) {
      const value = trades
        .filter((trade) => trade.side === side)
        .reduce((sum, trade) => sum + BigInt(trade.price) * BigInt(trade.quantity), 0n);
      const shown = (side === 'BUY' ? view?.buyValue : view?.sellValue) ?? 0n;
      if (shown !== value)
        found.push({ invariant: 'I8', kind: 'value', text: `${about}: ${side} ${shown}, traded ${value}` });
    }
  }
  return found;
}

/** I4 and I6 of entries: an order never opens more than its whole share, nor less than what filled of it is worth unless somebody said why. */
export function entriesMatch(evidence: Evidence): Violation[] {
  const found: Violation[] = [];
  forEachCopy(evidence, ({ master, child, link, traded, masterFold, childFold }) => {
    const lot = traded.instrument.lotSize;
    const copies = copiesOf(evidence, master, child).filter(({ intent }) => intent.part === 'entry');
    // What was decided as an entry may have met a position that nobody knew of yet: then it closed that.
    const opened = enteredBy(childFold, copies);
    const filled = sumOf(childFold, copies);
    const entered = masterFold.effects.get(master.intent.orderId)?.entered ?? 0;
    const rule = share(link, entered, lot);
    const about = `${child.address} ${traded.name}: ${master.intent.side} ${filled} of ${master.intent.orderId}`;
    const most = share(link, master.largest, lot);
    if (opened > most) {
      const text = `${about} opened ${opened}, the whole order is worth ${most}`;
      found.push({ invariant: 'I6', kind: 'entry-beyond-order', text });
    } else if (filled < rule && !saidWhy(evidence, master, child, copies)) {
      const text = `${about}, its share of ${entered} is ${rule}`;
      found.push({ invariant: 'I4', kind: 'entry-short-untold', text });
    }
  });
  return found;
}

/** I6: at rest no child holds more than the rule gives for what the master traded, unless a person was told. */
export function withinTheRule(evidence: Evidence): Violation[] {
  const found: Violation[] = [];
  const { stage, folds } = evidence;
  for (const [index, child] of stage.children.entries()) {
    for (const traded of Object.values(TRADED)) {
      const master = folds.get(foldKey(stage.master, traded));
      const link = stage.seed.children[index];
      const copied = folds.get(foldKey(child, traded))?.holding.copied ?? 0;
      if (master === undefined || link === undefined || left(evidence, child)) continue;
      const rule = expectedOf(master.fills, link, traded.instrument.lotSize);
      const beyond = Math.abs(copied) - Math.abs(rule.copied) - rule.tolerance;
      // In the other direction it is stranded, and told as that.
      if (beyond <= 0 || Math.sign(copied) !== Math.sign(rule.copied)) continue;
      const text = `${child.address} ${traded.name} holds ${copied}, the rule gives ${rule.copied} (± ${rule.tolerance})`;
      found.push({ invariant: 'I6', kind: 'more-than-the-rule', text });
    }
  }
  return found;
}

/** I5 and I4 of exits: where nothing else moved, a child keeps exactly its share; none is given up. */
export function exitsMatch(evidence: Evidence): Violation[] {
  const found: Violation[] = [];
  for (const { accountId, masterOrderId, part, code } of evidence.told) {
    const isChild = evidence.stage.children.some((child) => child.id === accountId);
    if (part !== 'exit' || NO_EXIT.has(code) || !isChild) continue;
    const text = `${addressOf(evidence, accountId)}: the exit of ${masterOrderId} ended as ${code}`;
    found.push({ invariant: 'I5', kind: 'exit-given-up', text });
  }
  forEachCopy(evidence, ({ master, child, traded, masterFold, childFold }) => {
    const effect = masterFold.effects.get(master.intent.orderId);
    if (effect === undefined || effect.exited === 0 || effect.heldBefore === undefined) return;
    const copies = copiesOf(evidence, master, child);
    const window = quietWindow(evidence, { master, child, traded, copies });
    if (window === undefined || left(evidence, child)) return;
    const before = heldAt(childFold, window.from);
    if (Math.sign(before) !== (master.intent.side === 'SELL' ? 1 : -1)) return;
    const exited = copies.reduce(
      (sum, { intent }) => sum + (childFold.effects.get(intent.orderId)?.exited ?? 0),
      0,
    );
    const master_ = { held: effect.heldBefore, exited: effect.exited };
    const rule = Math.abs(before) - kept(Math.abs(before), master_, traded.instrument.lotSize);
    if (exited === rule) return;
    const text = `${child.address} ${traded.name} held ${before} and exited ${exited} of ${master.intent.orderId}; the master took ${effect.exited} of ${effect.heldBefore}, so the rule is ${rule}`;
    found.push({ invariant: 'I4', kind: exited > rule ? 'exit-too-large' : 'exit-too-small', text });
  });
  return found;
}

/** I5: what the master no longer has in a direction, no child has of it, unless a person was told. */
export function flatTogether(evidence: Evidence): Violation[] {
  const found: Violation[] = [];
  const { stage, folds } = evidence;
  for (const child of stage.children) {
    for (const traded of Object.values(TRADED)) {
      const master = folds.get(foldKey(stage.master, traded))?.holding ?? FLAT;
      const { copied } = folds.get(foldKey(child, traded))?.holding ?? FLAT;
      if (copied === 0 || Math.sign(copied) === Math.sign(master.copied) || left(evidence, child)) continue;
      const text = `${child.address} ${traded.name} still holds ${copied} copied, the master ${master.copied}`;
      found.push({ invariant: 'I5', kind: 'stranded', text });
    }
  }
  return found;
}

/** I6: an exit opens nothing, and takes nothing that was the child's own. */
export function exitsOnlyClose({ stage, folds, written }: Evidence): Violation[] {
  const found: Violation[] = [];
  for (const { account, traded, fills } of folds.values()) {
    if (account.id === stage.master.id) continue;
    let holding = FLAT;
    let strangerAt = Number.NEGATIVE_INFINITY;
    for (const fill of fills) {
      const intent = written.get((fill.orderId ?? '') as Written['intent']['orderId'])?.intent;
      const next = after(holding, fill.owner, fill.signed);
      if (fill.owner !== 'group') strangerAt = fill.at;
      // What was traded past the desk a moment ago it cannot know yet.
      else if (intent?.part === 'exit' && fill.at - strangerAt > LEARNED_WITHIN_MS) {
        const about = `${account.address} ${traded.name}: exit ${fill.signed} of ${intent.parentOrderId} on ${holding.copied} copied and ${holding.own} own`;
        const net = next.copied + next.own;
        if (net !== 0 && Math.sign(net) === Math.sign(fill.signed))
          found.push({ invariant: 'I6', kind: 'exit-opens', text: about });
        else if (next.own !== holding.own)
          found.push({ invariant: 'I6', kind: 'exit-takes-own', text: about });
      }
      holding = next;
    }
  }
  return found;
}

interface Copy {
  readonly master: Written;
  readonly child: Account;
  readonly link: ChildSeed;
  readonly traded: Traded;
  readonly masterFold: AccountFold;
  readonly childFold: AccountFold;
}

/** Every order of the master that is copied, with every child. */
function forEachCopy(evidence: Evidence, look: (copy: Copy) => void): void {
  const { stage, written, folds } = evidence;
  for (const master of written.values()) {
    const { intent } = master;
    if (intent.parentOrderId !== undefined || intent.groupId === undefined) continue;
    const traded = Object.values(TRADED).find((one) => one.instrument.id === intent.instrumentId);
    if (traded === undefined) continue;
    const masterFold = folds.get(foldKey(stage.master, traded));
    for (const [index, child] of stage.children.entries()) {
      const childFold = folds.get(foldKey(child, traded));
      const link = stage.seed.children[index];
      if (masterFold === undefined || childFold === undefined || link === undefined) continue;
      look({ master, child, link, traded, masterFold, childFold });
    }
  }
}

function copiesOf({ written }: Evidence, master: Written, child: Account): readonly Written[] {
  return [...written.values()].filter(
    ({ intent }) => intent.parentOrderId === master.intent.orderId && intent.accountId === child.id,
  );
}

function sumOf(fold: AccountFold, orders: readonly Written[]): number {
  const ids = new Set<string>(orders.map(({ intent }) => intent.orderId));
  return fold.fills
    .filter((fill) => fill.orderId !== undefined && ids.has(fill.orderId))
    .reduce((sum, fill) => sum + Math.abs(fill.signed), 0);
}

function enteredBy(fold: AccountFold, orders: readonly Written[]): number {
  return orders.reduce((sum, { intent }) => sum + (fold.effects.get(intent.orderId)?.entered ?? 0), 0);
}

/** Whether a person was told that the child holds something that nobody takes away by itself. */
function left({ told }: Evidence, child: Account): boolean {
  return told.some((one) => one.accountId === child.id && LEFT_TO_A_PERSON.has(one.code));
}

/** A skip, a refusal, or an order of the child that shows by itself that it did not fill. */
function saidWhy(evidence: Evidence, master: Written, child: Account, copies: readonly Written[]): boolean {
  const words = evidence.told.some(
    (one) => one.accountId === child.id && one.masterOrderId === master.intent.orderId && one.part !== 'exit',
  );
  return words || copies.some(({ events }) => events.has('order-cancelled') || events.has('order-expired'));
}

/** The time in which only this order and its copies moved the instrument; undefined when something else did. */
function quietWindow(
  evidence: Evidence,
  at: {
    readonly master: Written;
    readonly child: Account;
    readonly traded: Traded;
    readonly copies: readonly Written[];
  },
): { readonly from: number } | undefined {
  const { stage, orders, byTag } = evidence;
  const { master, child, traded, copies } = at;
  const mine = new Set<Written | undefined>([master, ...copies]);
  const here = [stage.master, child].flatMap((account) =>
    (orders.get(account.id) ?? []).filter((order) => order.instrument.id === traded.instrument.id),
  );
  const own = here.filter((order) => mine.has(byTag.get(order.tag ?? ''))).map(intervalOf);
  if (own.length === 0) return undefined;
  const from = Math.min(...own.map((one) => one.from)) - SETTLES_WITHIN_MS;
  const to = Math.max(...own.map((one) => one.to));
  const disturbed = here
    .filter((order) => !mine.has(byTag.get(order.tag ?? '')))
    .map(intervalOf)
    .some((other) => other.from <= to && other.to >= from);
  // An exit whose outcome was not known yet counts as filled in the fraction, and reached the venue only later or never.
  const counted = [...evidence.written.values()]
    .filter((written) => !mine.has(written) && written.intent.accountId === stage.master.id)
    .filter(({ intent }) => intent.exitQuantity > 0 && intent.instrumentId === traded.instrument.id)
    .filter(({ intent }) => intent.placedAt <= to)
    .some(
      (written) =>
        !here.some((order) => byTag.get(order.tag ?? '') === written && intervalOf(order).from <= to),
    );
  return disturbed || counted ? undefined : { from };
}

function heldAt(fold: AccountFold, at: number): number {
  let holding = FLAT;
  for (const fill of fold.fills) if (fill.at < at) holding = after(holding, fill.owner, fill.signed);
  return holding.copied;
}
