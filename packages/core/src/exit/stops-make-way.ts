/**
 * The stop that rests behind a protection makes way for an exit at the market (decision 0028).
 *
 * Decides: which of them go before the exit is written down, and that it is refused where one does not end in time. Keeps I6: an exit and
 * what the stop may still fill are never more than is held. An exit at a price may never fill: it stays beside the stop, as exits that
 * compete do.
 */
import type { OrderChanges } from '../change/order-changes.ts';
import type { AwaitedFacts } from '../copy/awaited-facts.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { Quantity } from '../money/quantity.ts';
import { isOrderFinal, type Order, statusOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { PlaceCommand } from '../order/place-command.ts';
import type { PositionBook } from '../position/position-book.ts';
import { closedBy, closingRestOf, exitsUnderWay, isUnderWay, livingExitsOf } from './account-exits.ts';

/** How long a broker has to end the stop before the exit is refused. */
const ENDS_WITHIN_MS = 2_000;

export interface MakeWayParts {
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly changes: Pick<OrderChanges, 'cancel'>;
  readonly facts: Pick<AwaitedFacts, 'ended'>;
}

/**
 * Undefined when nothing is in the way: then nothing is waited for, not even a turn. Else resolves when the exit and the stops are together
 * no more than is held; with false when less is there to be closed than before, for a stop filled meanwhile. Rejects with `stop-not-ended`
 * when one does not end in time.
 */
export function stopsMakeWay(parts: MakeWayParts, command: PlaceCommand): Promise<boolean> | undefined {
  const before = inTheWay(parts, command);
  return before.stops.length === 0 ? undefined : ended(parts, command, before);
}

async function ended(parts: MakeWayParts, command: PlaceCommand, before: InTheWay): Promise<boolean> {
  const { stops } = before;
  for (const stop of stops)
    if (!stop.cancelWanted && !isOrderFinal(stop)) await parts.changes.cancel(stop, undefined);
  await parts.facts.ended(stops, ENDS_WITHIN_MS);
  const [left] = inTheWay(parts, command).stops;
  if (left === undefined) return closes(parts, command) >= before.closes;
  const { instrumentId: instrument } = command;
  throw new TradingError('stop-not-ended', {
    instrument,
    order: left.intent.orderId,
    status: statusOf(left),
  });
}

/** What a command closes now, and the stops that are too much beside it. */
interface InTheWay {
  readonly closes: Quantity;
  readonly stops: readonly Order[];
}

function inTheWay(parts: MakeWayParts, command: PlaceCommand): InTheWay {
  const { orders, positions } = parts;
  const { accountId, instrumentId, product, side, orderType, restingStop } = command;
  const taken = closes(parts, command);
  if (orderType !== 'MARKET' || restingStop !== undefined || taken === 0) return { closes: taken, stops: [] };
  const closing = { accountId, instrumentId, product, side };
  const held = closedBy(side, positions.net(accountId, instrumentId, product));
  const stops = livingExitsOf(orders, closing).filter((order) => restsBehind(orders, order, taken === held));
  const resting = stops.filter((stop) => !isUnderWay(stop));
  const rest = resting.reduce((sum, stop) => sum + closingRestOf(stop), 0);
  return { closes: taken, stops: taken + exitsUnderWay(orders, closing) + rest > held ? stops : [] };
}

function closes({ positions }: MakeWayParts, command: PlaceCommand): Quantity {
  const { accountId, instrumentId, product, side, quantity } = command;
  return Math.min(quantity, closedBy(side, positions.net(accountId, instrumentId, product))) as Quantity;
}

/** A copy of one is its master's to keep, and only goes when nothing is left for it. */
function restsBehind(orders: OrderBook, { intent }: Order, takesAll: boolean): boolean {
  if (intent.restingStop === true) return true;
  const parent = intent.parentOrderId === undefined ? undefined : orders.get(intent.parentOrderId);
  return takesAll && parent?.intent.restingStop === true && intent.owed !== true;
}
