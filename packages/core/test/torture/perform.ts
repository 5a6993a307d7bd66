/**
 * Carries out the steps of a history on a stage.
 *
 * Decides: what a step that points at nothing does (nothing, or a command that is refused). A command is never waited for:
 * the next step comes when the history says so, whether or not the desk has answered.
 */

import type { Scope } from '../../src/guard/scope.ts';
import type { BasketId, Price, Side } from '../../src/index.ts';
import { type OrderId, quantityOf, TradingError } from '../../src/index.ts';
import { isOrderFinal, type Order } from '../../src/order/order.ts';
import { askForBasket, type LegSeed } from './baskets.ts';
import {
  type Command,
  type Disturbance,
  isCommand,
  type OrderWords,
  type ScopeSeed,
  type Step,
} from './history.ts';
import type { KillPoint } from './life.ts';
import { priceAbove, TRADED, type Traded } from './market.ts';
import { thinkAgain } from './second-thoughts.ts';
import { ANN, clientOf, type Stage } from './stage.ts';

/** What a run was made of, for the table at the end. */
export interface Tally {
  commands: number;
  faults: number;
  crashes: number;
  restarts: number;
  /** Orders that the venue took from desks. */
  orders: number;
  /** Answers that were lost. */
  uncertain: number;
}

/** What is known of a run besides what venue and journal hold. */
export interface RunNotes {
  readonly tally: Tally;
  /** Orders that the desk said it had taken. */
  readonly accepted: OrderId[];
  /** Baskets that it said it had taken. */
  readonly baskets: BasketId[];
  /** What a person asked to try again (`triedAgain`). */
  readonly retried: Set<string>;
  /** Errors that are no refusal: bugs. */
  readonly broken: unknown[];
  /** Members that are logged out, and when they log in again. */
  readonly out: Map<number, number>;
  /** When each account was last traded by hand or by an order that is nobody's copy, on the monotonic clock: none yet without. */
  upAtMs: number;
  again: KillPoint | undefined;
}

/** A run at its beginning. */
export function newNotes(): RunNotes {
  return {
    tally: { commands: 0, faults: 0, crashes: 0, restarts: 0, orders: 0, uncertain: 0 },
    accepted: [],
    baskets: [],
    retried: new Set(),
    broken: [],
    out: new Map(),
    upAtMs: 0,
    again: undefined,
  };
}

/** Carries out one step, and lets the time until the next one pass. */
export async function perform(stage: Stage, step: Step, notes: RunNotes): Promise<void> {
  await tend(stage, notes);
  if (isCommand(step)) {
    notes.tally.commands += 1;
    command(stage, step, notes);
  } else disturb(stage, step, notes);
  await stage.clock.advance(step.thenMs);
}

/** Stands a dead desk up when its time has come, and logs in who was out for long enough. */
export async function tend(stage: Stage, notes: RunNotes): Promise<void> {
  while (stage.life.dead) {
    if (stage.life.stuck) throw new Error('The desk goes round in a circle');
    notes.tally.crashes += 1;
    await stage.clock.advance(notes.upAtMs);
    const { again } = notes;
    notes.again = undefined;
    notes.tally.restarts += 1;
    await stage.restart(again);
  }
  for (const [who, dueMs] of notes.out) {
    if (stage.clock.monotonicMs() < dueMs || stage.life.dead) continue;
    notes.out.delete(who);
    await stage.logIn(stage.member(who));
  }
}

function command(stage: Stage, step: Command, notes: RunNotes): void {
  const asked = ask(stage, step, notes);
  if (asked === undefined) return;
  asked.then(
    (answer) => {
      if (typeof answer === 'string') notes.accepted.push(answer as OrderId);
    },
    (error: unknown) => {
      if (!TradingError.is(error)) notes.broken.push(error);
    },
  );
}

function ask(stage: Stage, step: Command, notes: RunNotes): Promise<unknown> | undefined {
  const { trader, groups } = stage.desk;
  switch (step.do) {
    case 'place':
      return trader.place(ANN, {
        ...placing(stage, step.who, TRADED[step.of]),
        side: step.side,
        quantity: lotsOf(TRADED[step.of], step.lots),
        ...terms(stage, TRADED[step.of], step.side, step.words),
      });
    case 'reverse':
      return reverse(stage, TRADED[step.of], step.lots);
    case 'exit': {
      const traded = TRADED[step.of];
      const { part } = step;
      return trader.exit(ANN, {
        accountId: stage.member(step.who).id,
        instrumentId: traded.instrument.id,
        product: traded.product,
        ...('lots' in part
          ? { quantity: lotsOf(traded, part.lots) }
          : { fraction: part.thousandths * 1_000 }),
      });
    }
    case 'cancel': {
      const order = pointedAt(stage, step.which);
      return order === undefined ? undefined : trader.cancel(ANN, order.intent.orderId);
    }
    case 'modify':
      return modify(stage, step);
    case 'by-hand':
      byHand(stage, step);
      return undefined;
    case 'link': {
      const { group } = stage.family;
      const now = groups.get(ANN, group.id);
      const account = stage.member(1 + ((step.child - 1) % stage.children.length));
      const children = now.children.map((link) =>
        link.accountId === account.id ? { ...link, state: step.state } : link,
      );
      return groups.change(ANN, group.id, now.version, { children }).then(() => undefined);
    }
    case 'arm': {
      const { id } = stage.family.group;
      const done = step.armed ? groups.arm(ANN, id) : groups.disarm(ANN, id);
      return done.then(() => undefined);
    }
    case 'kill': {
      const { killSwitch } = stage.desk;
      const scope = scopeOf(stage, step.scope);
      const done = step.on ? killSwitch.set(ANN, scope) : killSwitch.lift(ANN, scope);
      return done.then(() => undefined);
    }
    case 'square-off':
      return stage.desk.squareOff.run(ANN, { scope: scopeOf(stage, step.scope) }).then(() => undefined);
    case 'basket':
    case 'end-basket':
      return askForBasket(stage, step, (leg) => legTerms(stage, leg))?.then((id) => {
        if (id !== undefined) notes.baskets.push(id);
      });
    default:
      return thinkAgain(stage, step, notes.retried);
  }
}

function scopeOf(stage: Stage, scope: ScopeSeed): Scope {
  if (scope === 'all') return { kind: 'all' };
  if (scope === 'group') return { kind: 'group', groupId: stage.family.group.id };
  return { kind: 'account', accountId: stage.member(scope.who).id };
}

function placing(stage: Stage, who: number, traded: Traded) {
  return {
    accountId: stage.member(who).id,
    instrumentId: traded.instrument.id,
    product: traded.product,
    validity: 'DAY',
  } as const;
}

function legTerms(stage: Stage, { of, side, lots, words }: LegSeed) {
  const traded = TRADED[of];
  const { accountId: _, ...where } = placing(stage, 0, traded);
  return { ...where, quantity: lotsOf(traded, lots), ...terms(stage, traded, side, words) };
}

function lotsOf(traded: Traded, lots: number) {
  return quantityOf(lots * traded.instrument.lotSize);
}

function terms(stage: Stage, traded: Traded, side: Side, words: OrderWords) {
  const last = stage.venue.market.lastPrice(traded.atVenue);
  const { tickSize } = traded.instrument;
  switch (words.type) {
    case 'MARKET':
      return { orderType: 'MARKET' } as const;
    case 'LIMIT':
      return { orderType: 'LIMIT', price: priceAbove(last, words.above, tickSize) } as const;
    case 'SL': {
      const away = side === 'BUY' ? words.beyond : -words.beyond;
      const limit = side === 'BUY' ? words.beyond + 5 : -words.beyond - 5;
      return {
        orderType: 'SL',
        triggerPrice: priceAbove(last, away, tickSize),
        price: priceAbove(last, limit, tickSize),
      } as const;
    }
  }
}

/** From what the venue says the master holds, through zero. */
function reverse(stage: Stage, traded: Traded, lots: number): Promise<unknown> {
  const held = netAt(stage, 0, traded);
  const quantity = Math.abs(held) + lots * traded.instrument.lotSize;
  return stage.desk.trader.place(ANN, {
    ...placing(stage, 0, traded),
    side: held > 0 ? 'SELL' : 'BUY',
    quantity: quantityOf(quantity),
    orderType: 'MARKET',
  });
}

/** What the venue says a member holds. */
export function netAt(stage: Stage, who: number, traded: Traded): number {
  const rows = stage.venue.books.positions(clientOf(stage.member(who)));
  const row = rows.find(
    (one) => one.instrument.id === traded.instrument.id && one.product === traded.product,
  );
  return row?.quantity ?? 0;
}

/** A person points at what lives; where nothing does, at whatever is there. */
function pointedAt(stage: Stage, which: number): Order | undefined {
  const orders = stage.desk.orders.list({ userId: ANN });
  const living = orders.filter((order) => !isOrderFinal(order));
  const shown = living.length > 0 ? living : orders;
  return shown[which % Math.max(1, shown.length)];
}

function modify(stage: Stage, step: Extract<Command, { do: 'modify' }>): Promise<unknown> | undefined {
  const order = pointedAt(stage, step.which);
  if (order === undefined) return undefined;
  const traded = Object.values(TRADED).find((one) => one.instrument.id === order.intent.instrumentId);
  if (traded === undefined) return undefined;
  const takesPrice = order.terms.orderType === 'LIMIT' || order.terms.orderType === 'SL';
  const last = stage.venue.market.lastPrice(traded.atVenue);
  const change = {
    ...(step.above === undefined || !takesPrice
      ? {}
      : { price: priceAbove(last, step.above, traded.instrument.tickSize) }),
    ...(step.lots === undefined ? {} : { quantity: lotsOf(traded, step.lots) }),
  };
  return stage.desk.trader.modify(ANN, order.intent.orderId, change);
}

function byHand(stage: Stage, step: Extract<Command, { do: 'by-hand' }>): void {
  const traded = TRADED[step.of];
  const account = stage.member(step.who);
  // What the master trades past the desk in a group that does not copy it is a difference that nobody records yet.
  if (account === stage.master && !stage.seed.copyOutsideOrders) return;
  stage.venue.orders.placeOutside(clientOf(account), {
    instrument: traded.atVenue,
    side: step.side,
    quantity: lotsOf(traded, step.lots),
    orderType: 'MARKET',
    product: traded.product,
  });
}

function disturb(stage: Stage, step: Disturbance, notes: RunNotes): void {
  const { venue, clock } = stage;
  switch (step.do) {
    case 'fault': {
      const { who, on, fault, times, ms, effect } = step;
      notes.tally.faults += 1;
      venue.gate.addFault({ ...clientOf(stage.member(who)), on, fault, times, ms, effect });
      return;
    }
    case 'refuse':
      notes.tally.faults += 1;
      venue.orders.rejectNext(clientOf(stage.member(step.who)), step.reason, step.at);
      return;
    case 'log-out': {
      const who = step.who % stage.members.length;
      venue.sessions.expire(clientOf(stage.member(who)));
      notes.out.set(who, clock.monotonicMs() + step.forMs);
      return;
    }
    case 'cut-streams':
      stage.rawBroker(step.broker as Parameters<Stage['rawBroker']>[0]).cutStreams();
      return;
    case 'crash':
      notes.upAtMs = step.downMs;
      notes.again = step.again;
      stage.life.arm(step.point);
      return;
    case 'move': {
      const { atVenue, base, instrument } = TRADED[step.of];
      venue.market.setPrice(atVenue, priceAbove(base, step.to, instrument.tickSize) as Price);
      return;
    }
    case 'matching':
      venue.market.change({ matching: step.auto ? 'auto' : 'manual', lotsPerMatch: step.lotsPerMatch });
      return;
    case 'fill': {
      const account = stage.member(step.who);
      const working = venue.orders
        .list(clientOf(account))
        .filter((order) => order.state === 'open' || order.state === 'modified');
      const order = working[step.which % Math.max(1, working.length)];
      if (order === undefined) return;
      const quantity = step.lots * Math.max(1, order.instrument.lotSize);
      venue.orders.fill(account.brokerId, order.orderId, quantity);
    }
  }
}
