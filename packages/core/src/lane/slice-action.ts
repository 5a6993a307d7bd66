/** One slice's place in a lane. */
import type { Order } from '../order/order.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { AttemptResult, LaneAction, LanePriority } from './lane.ts';

/** What is to be done with one slice of an order. */
export class SliceAction implements LaneAction {
  readonly order: Order;
  readonly index: number;
  readonly priority: LanePriority;
  readonly key: string;
  readonly decidedAt: number | undefined;
  readonly ready: LaneAction['ready'];
  readonly attempt: () => Promise<AttemptResult>;
  readonly hasOutlived: LaneAction['hasOutlived'];

  constructor(
    of: { readonly order: Order; readonly index: number; readonly priority: LanePriority },
    ready: LaneAction['ready'],
    attempt: () => Promise<AttemptResult>,
    hasOutlived?: LaneAction['hasOutlived'],
  ) {
    const { order, index, priority } = of;
    this.order = order;
    this.index = index;
    this.priority = priority;
    this.key = keyOf(order.intent);
    // What was added to an order later, and a change of it, is a decision of its own.
    const isOfItsIntent = order.slices[index]?.since === 0 && (priority === 'exit' || priority === 'entry');
    this.decidedAt = isOfItsIntent ? order.decidedAt : undefined;
    this.ready = ready;
    this.attempt = attempt;
    this.hasOutlived = hasOutlived;
  }
}

/** Journal number of the decision that the action carries out: of its order, or of what was last asked of it. */
export function decisionOf({ decidedAt, order }: SliceAction): number {
  return decidedAt ?? order.changeDecidedAt;
}

/** Whether the action is such a change of the order, or of one of its slices. */
export function isChange(
  action: LaneAction,
  change: 'modify' | 'cancel',
  order: Order,
  index?: number,
): boolean {
  if (!(action instanceof SliceAction) || action.priority !== change || action.order !== order) return false;
  return index === undefined || action.index === index;
}

/** Within it order is kept. */
export function keyOf(intent: Pick<OrderIntent, 'instrumentId' | 'product'>): string {
  return `${intent.instrumentId}|${intent.product}`;
}
