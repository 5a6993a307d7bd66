/** I4, I5, I6, I8: what is held at the venue against the rules (`expectation.ts`) and against the desk's books. */
import type { Account } from '../../src/index.ts';
import { type AccountFold, type Evidence, foldKey, type Told, type Written } from './evidence.ts';
import { type Expected, expectedOf } from './expectation.ts';
import type { ChildSeed, History } from './history.ts';
import { learnedWithinMs } from './lateness.ts';
import { TRADED, type Traded } from './market.ts';
import { after, type Fill, FLAT, share } from './oracle.ts';
import type { Violation } from './violation.ts';

/** Reasons for which an exit may deliberately not be. `refused`: what is owed is sent again. */
const NO_EXIT = new Set(['nothing-to-exit', 'paused', 'master-ended', 'refused', 'left-by-hand']);
/** Skips that are no rule's: the child should have got its share, so the lack of it is a difference. */
const NO_RULE = new Set([
  'too-old',
  'no-session',
  'not-settled',
  'refused',
  'slice-refused',
  'overtaken',
  // Its end was asked for, and it filled all the same.
  'master-ended',
]);
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

/** I6: the entries of a child never come to more than the whole order of their master is worth. What exits open is judged by itself. */
export function entriesWithinTheirOrder(evidence: Evidence): Violation[] {
  const found: Violation[] = [];
  const { written, stage } = evidence;
  for (const master of written.values()) {
    const { intent } = master;
    if (intent.accountId !== stage.master.id || intent.groupId === undefined) continue;
    for (const { child, link, traded, childFold } of childrenIn(evidence)) {
      if (traded.instrument.id !== intent.instrumentId) continue;
      const entries = [...written.values()].filter(
        (one) =>
          one.intent.parentOrderId === intent.orderId &&
          one.intent.accountId === child.id &&
          one.intent.part !== 'exit',
      );
      const ids = new Set<string | undefined>(entries.map((one) => one.intent.orderId));
      const opened = childFold.fills
        .filter((fill) => ids.has(fill.orderId))
        .reduce((sum, fill) => sum + Math.abs(fill.signed), 0);
      const most = share(link, master.largest, traded.instrument.lotSize);
      if (opened <= most) continue;
      const text = `${child.address} ${traded.name} opened ${opened} for ${intent.orderId} of ${stage.master.address}, which is worth ${most}`;
      found.push({ invariant: 'I6', kind: 'entry-beyond-order', text });
    }
  }
  return found;
}

/** I5: no exit of a child is given up. */
export function exitsNotGivenUp({ told, stage }: Evidence): Violation[] {
  return (
    told
      .filter(({ accountId, part }) => part === 'exit' && accountId !== stage.master.id)
      .filter(({ code }) => !NO_EXIT.has(code))
      // Of one that somebody made larger than the position the rest is no exit.
      .filter(({ about }) => about === undefined || !isBeyond(about))
      .map(({ accountId, masterOrderId, code }) => {
        const account = stage.members.find((one) => one.id === accountId)?.address;
        const text = `${account}: the exit of ${masterOrderId} ended as ${code}`;
        return { invariant: 'I5', kind: 'exit-given-up', text };
      })
  );
}

function isBeyond({ order, slice }: NonNullable<Told['about']>): boolean {
  const { exitQuantity } = order.intent;
  const filled = [...order.filled.values()].reduce((sum, one) => sum + one, 0);
  const before = order.sizes.slice(0, slice).reduce((sum, one) => sum + one, 0);
  return filled >= exitQuantity || before >= exitQuantity;
}

/** I4, I5, I6 at rest: each child holds what its rule gives, or an open divergence says what it holds instead. */
export function childrenMatch(evidence: Evidence, history: History): Violation[] {
  const found: Violation[] = [];
  for (const at of childrenIn(evidence)) {
    const { copied } = at.childFold.holding;
    const rule = ruleFor(evidence, history, at);
    const told = evidence.divergences.find(
      (one) =>
        one.accountId === at.child.id &&
        one.instrumentId === at.traded.instrument.id &&
        one.product === at.traded.product,
    );
    const about = `${at.child.address} ${at.traded.name} holds ${copied} copied`;
    // Where the account's owner traded at the same time, whose a fill was depends on which of them a desk learned of first.
    if (told !== undefined && told.actual !== copied && rule.certain && !rule.contested) {
      const text = `${about}, its divergence says ${told.actual}`;
      found.push({ invariant: 'I4', kind: 'divergence-wrong', text });
    }
    // What somebody wants otherwise is no rule's any more.
    const wanted = evidence.accepted.has(`${at.child.id}|${at.traded.instrument.id}`);
    if (told !== undefined || wanted) continue;
    const kind = amiss(copied, at.masterFold.holding.copied, rule);
    if (kind === undefined) continue;
    const text = `${about}, the rule gives ${rule.copied} (± ${rule.tolerance}), the master ${at.masterFold.holding.copied}; no divergence says so`;
    found.push({ ...kind, text });
  }
  return found;
}

/** What is wrong with a holding that nobody was told of. */
function amiss(
  copied: number,
  master: number,
  rule: Expected,
): Pick<Violation, 'invariant' | 'kind'> | undefined {
  // Without the master there is nothing, whatever the trades were and in whatever order.
  if (copied !== 0 && Math.sign(copied) !== Math.sign(master) && !rule.contested)
    return { invariant: 'I5', kind: 'stranded' };
  if (!rule.certain || rule.contested) return undefined;
  const beyond = Math.abs(copied) - Math.abs(rule.copied);
  if (beyond > rule.tolerance) return { invariant: 'I6', kind: 'more-than-the-rule' };
  return -beyond > rule.tolerance ? { invariant: 'I4', kind: 'less-than-the-rule' } : undefined;
}

function ruleFor(evidence: Evidence, history: History, at: ChildAt): Expected {
  const skipped = new Map<string, number>();
  for (const { accountId, masterOrderId, part, code, about } of evidence.told) {
    if (accountId !== at.child.id || masterOrderId === undefined || part === 'exit') continue;
    // What a switch, a link or a guard stopped in its lane had been copied by the rule: the child lacks it, and the desk says so.
    if (NO_RULE.has(code) || about !== undefined) continue;
    const copies = [...evidence.written.values()].filter(
      ({ intent }) => intent.parentOrderId === masterOrderId && intent.accountId === at.child.id,
    );
    const filled = copies.reduce(
      (sum, { intent }) => sum + (at.childFold.effects.get(intent.orderId)?.entered ?? 0),
      0,
    );
    skipped.set(masterOrderId, filled);
  }
  return expectedOf({
    master: at.masterFold.fills,
    child: at.childFold.fills,
    link: at.link,
    lot: at.traded.instrument.lotSize,
    skipped,
    learnedWithinMs: Math.max(
      learnedWithinMs(evidence.stage, history, evidence.stage.master),
      learnedWithinMs(evidence.stage, history, at.child),
    ),
  });
}

/**
 * I6: an exit opens nothing, and takes nothing that was the child's own. Where an entry of the group on the same side filled after
 * the exit was decided, it has closed what the exit was to close, and the exit stands for it: together they open what the entry
 * may open, and not a share more.
 */
export function exitsOnlyClose(evidence: Evidence, history: History): Violation[] {
  const { stage, folds, written } = evidence;
  const found: Violation[] = [];
  for (const { account, traded, fills, trades } of folds.values()) {
    if (account.id === stage.master.id) continue;
    const unknownForMs = learnedWithinMs(stage, history, account);
    let holding = FLAT;
    let strangerAt = Number.NEGATIVE_INFINITY;
    // Whose so much of a holding is depends on which of two trades in quick succession a desk learned of first.
    let contested = 0;
    /** Before the last fill, or after it. */
    let hadOwn = false;
    for (const [place, fill] of fills.entries()) {
      const intent = intentOf(fill, written);
      const next = after(holding, fill.owner, fill.signed);
      const last = fills[place - 1];
      if (holding.copied === 0 && holding.own === 0) contested = 0;
      if (last !== undefined && isContested(last, fill, hadOwn) && fill.at - last.at <= unknownForMs)
        contested += Math.min(Math.abs(fill.signed), Math.abs(last.signed));
      if (fill.owner !== 'group') strangerAt = fill.at;
      // What was traded past the desk a moment ago it cannot know yet.
      else if (
        intent?.part === 'exit' &&
        fill.at - strangerAt > unknownForMs &&
        !wasOnItsWay(evidence, { account, trade: trades[place], intent }, strangerAt + unknownForMs)
      ) {
        const about = `${account.address} ${traded.name}: exit ${fill.signed} of ${intent.parentOrderId} on ${holding.copied} copied and ${holding.own} own`;
        const net = next.copied + next.own;
        const opened = Math.sign(net) === Math.sign(fill.signed) ? Math.abs(net) : 0;
        const entered = enteredSince(fills.slice(0, place), fill, intent.placedAt - unknownForMs, written);
        const beside = besideOwnPrice(fills.slice(0, place), fill, unknownForMs, written);
        const mayOpen = entered + beside + raisedByHand(written.get(intent.orderId));
        // What it may open takes the account's own instead, where that is on the other side.
        if (opened > mayOpen) found.push({ invariant: 'I6', kind: 'exit-opens', text: about });
        else if (Math.abs(next.own - holding.own) > contested + mayOpen - opened)
          found.push({ invariant: 'I6', kind: 'exit-takes-own', text: about });
      }
      hadOwn = holding.own !== 0 || next.own !== 0;
      holding = next;
    }
  }
  return found;
}

/** Whether it depends on which of two fills was told first whose a part of the holding is: owner and desk, or two orders of the desk against each other beside the account's own. */
function isContested(last: Fill, fill: Fill, hadOwn: boolean): boolean {
  if (last.owner !== fill.owner) return true;
  return hadOwn && fill.owner === 'group' && Math.sign(last.signed) !== Math.sign(fill.signed);
}

/** Whether the exit had left before the desk could know of a trade past it, and reached the venue only afterwards: nobody can call it back. */
function wasOnItsWay(
  { orders, written }: Evidence,
  exit: {
    readonly account: Account;
    readonly trade: AccountFold['trades'][number] | undefined;
    readonly intent: Written['intent'];
  },
  knownAt: number,
): boolean {
  const sentAt = written.get(exit.intent.orderId)?.sentAt ?? Number.POSITIVE_INFINITY;
  const order = orders.get(exit.account.id)?.find(({ orderId }) => orderId === exit.trade?.orderId);
  return order !== undefined && sentAt <= knownAt && order.placedAt >= knownAt;
}

/** By how much a person made an exit of the account's own larger than it was: that opens because it was asked for. */
function raisedByHand(order: Written | undefined): number {
  if (order === undefined || order.intent.parentOrderId !== undefined) return 0;
  return Math.max(0, order.largest - order.intent.quantity);
}

/** What entries of the group on the side of an exit filled between its decision and its own fill. */
function enteredSince(
  before: readonly Fill[],
  exit: Fill,
  since: number,
  written: Evidence['written'],
): number {
  return before
    .filter((fill) => fill.at >= since && Math.sign(fill.signed) === Math.sign(exit.signed))
    .filter((fill) => fill.owner === 'group' && intentOf(fill, written)?.part === 'entry')
    .reduce((sum, fill) => sum + Math.abs(fill.signed), 0);
}

/**
 * What exits of the same side filled while this one was out and nobody could call it back, where one of the two waits for a price of its own:
 * such an exit takes nothing from another one, and is cut, or cuts, when one of them fills.
 */
function besideOwnPrice(
  before: readonly Fill[],
  exit: Fill,
  unknownForMs: number,
  written: Evidence['written'],
): number {
  const about = (fill: Fill) => written.get((fill.orderId ?? '') as Written['intent']['orderId']);
  const waits = (fill: Fill): boolean => {
    const order = about(fill);
    return order?.hasOwnPrice === true && order.intent.parentOrderId === undefined;
  };
  const since = (waits(exit) ? exit.at : (about(exit)?.sentAt ?? exit.at)) - unknownForMs;
  return before
    .filter((fill) => fill.at >= since && Math.sign(fill.signed) === Math.sign(exit.signed))
    .filter((fill) => fill.orderId !== exit.orderId && about(fill)?.intent.part === 'exit')
    .filter((fill) => waits(fill) || waits(exit))
    .reduce((sum, fill) => sum + Math.abs(fill.signed), 0);
}

function intentOf(fill: Fill, written: Evidence['written']): Written['intent'] | undefined {
  return written.get((fill.orderId ?? '') as Written['intent']['orderId'])?.intent;
}

interface ChildAt {
  readonly child: Account;
  readonly link: ChildSeed;
  readonly traded: Traded;
  readonly masterFold: AccountFold;
  readonly childFold: AccountFold;
}

/** Every child in every instrument. */
function childrenIn({ stage, folds }: Evidence): readonly ChildAt[] {
  return stage.children.flatMap((child, index) =>
    Object.values(TRADED).flatMap((traded): ChildAt[] => {
      const masterFold = folds.get(foldKey(stage.master, traded));
      const childFold = folds.get(foldKey(child, traded));
      const link = stage.seed.children[index];
      if (masterFold === undefined || childFold === undefined || link === undefined) return [];
      return [{ child, link, traded, masterFold, childFold }];
    }),
  );
}
