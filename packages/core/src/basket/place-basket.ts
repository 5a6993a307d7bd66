/**
 * What a person asks of a basket, and what is refused before anything happens.
 *
 * Decides: which legs can be in one basket, and in which order they go. Every leg is decided like an order of its own first.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { CopyTrader } from '../copy/copy-trader.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { OrderId } from '../order/order-id.ts';
import { type Instant, instantOf } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import {
  type BasketId,
  type BasketIntent,
  type BasketLeg,
  inOrder,
  type LegCommand,
  type OnIncomplete,
} from './basket.ts';

/** How long a basket may take to complete when nobody says. */
export const COMPLETE_WITHIN_MS = 60_000;

/** The shortest and the longest time that may be asked for. */
export const SHORTEST_BASKET_MS = 1_000;
export const LONGEST_BASKET_MS = 3_600_000;

/** More legs than that are no basket but a mistake. */
export const MOST_LEGS = 20;

/** A basket to place. */
export interface BasketCommand {
  readonly accountId: AccountId;
  readonly legs: readonly Omit<LegCommand, 'accountId'>[];
  readonly onIncomplete?: OnIncomplete | undefined;
  readonly completeWithinMs?: number | undefined;
  readonly request?: RequestMark | undefined;
}

/** The basket as it is journaled. Throws a TradingError with the path of the leg at fault. */
export function basketIntent(
  trader: Pick<CopyTrader, 'decide'>,
  userId: UserId,
  command: BasketCommand,
  by: { readonly ids: IdSource; readonly now: Instant },
): BasketIntent {
  const { accountId, onIncomplete, completeWithinMs: withinMs = COMPLETE_WITHIN_MS } = command;
  if (withinMs < SHORTEST_BASKET_MS || withinMs > LONGEST_BASKET_MS) {
    const facts = {
      what: 'a basket that takes so long',
      completeWithinMs: withinMs,
      largest: LONGEST_BASKET_MS,
    };
    throw new TradingError('not-supported', facts, { path: '/completeWithinMs' });
  }
  const basketId = `bsk-${by.ids.next()}` as BasketId;
  checkTogether(command.legs);
  const legs = command.legs.map((leg, place): BasketLeg => {
    const whole = { ...leg, accountId };
    return {
      place,
      orderId: by.ids.next() as OrderId,
      exits: isExit(trader, userId, whole, place),
      command: whole,
    };
  });
  return {
    basketId,
    userId,
    accountId,
    legs: inOrder(legs),
    onIncomplete,
    placedAt: by.now,
    completeBy: instantOf(by.now + withinMs),
  };
}

/** Whether the leg closes what is held. One that does and opens the other side as well has no place among hedges. */
function isExit(trader: Pick<CopyTrader, 'decide'>, userId: UserId, leg: LegCommand, place: number): boolean {
  const path = `/legs/${place}`;
  const unsupported = (what: string, field: string): TradingError =>
    new TradingError('not-supported', { what, leg: place + 1 }, { path: `${path}${field}` });
  if (leg.afterMarket === true) throw unsupported('an after-market leg', '/afterMarket');
  const part = atLeg(path, () => trader.decide(userId, leg).intent.part);
  if (part === 'both') throw unsupported('a leg that turns a position around', '/qty');
  if (part === 'exit' && leg.protection !== undefined)
    throw unsupported('a protection of a leg that closes a position', '/protection');
  return part === 'exit';
}

/** What is at fault stands in the leg. */
function atLeg<T>(path: string, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (!TradingError.is(error)) throw error;
    throw new TradingError(error.code, error.facts, { cause: error, path: `${path}${error.path ?? ''}` });
  }
}

function checkTogether(legs: BasketCommand['legs']): void {
  const largest = MOST_LEGS;
  if (legs.length === 0 || legs.length > largest)
    throw new TradingError(
      'not-supported',
      { what: 'so many legs', legs: legs.length, largest },
      { path: '/legs' },
    );
  const seen = new Set<string>();
  for (const [place, leg] of legs.entries()) {
    const key = `${leg.instrumentId}|${leg.product}`;
    const path = `/legs/${place}`;
    if (seen.has(key))
      throw new TradingError('not-supported', { what: 'two legs of one instrument and product' }, { path });
    seen.add(key);
    if ((leg.copy ?? true) === (legs[0]?.copy ?? true)) continue;
    const facts = { what: 'legs that are copied beside legs that are not' };
    throw new TradingError('not-supported', facts, { path: `${path}/copy` });
  }
}
