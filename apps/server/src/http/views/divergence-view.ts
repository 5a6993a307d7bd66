/** Divergences and plans in the contract's words. */
import type * as wire from '@copydesk/api-contract';
import {
  type Desk,
  type Divergence,
  type Environment,
  type InstrumentLookup,
  type LastPrices,
  type OrderId,
  type RepairPlan,
  type UserId,
  valueOf,
  valueToNumber,
} from '@copydesk/core';
import type { AccountNames } from './account-names.ts';
import type { OrderViews } from './order-views.ts';
import { skipOrNull, wordsOf } from './reason-words.ts';
import { timeOf } from './wire-values.ts';

export class DivergenceViews {
  readonly #names: AccountNames;
  readonly #instruments: Readonly<Record<Environment, InstrumentLookup>>;
  readonly #prices: LastPrices;

  constructor(parts: {
    readonly names: AccountNames;
    readonly instruments: Readonly<Record<Environment, InstrumentLookup>>;
    readonly prices: LastPrices;
  }) {
    this.#names = parts.names;
    this.#instruments = parts.instruments;
    this.#prices = parts.prices;
  }

  /** One divergence as it is shown. */
  of(divergence: Divergence): wire.Divergence {
    const { accountId, instrumentId, cause } = divergence;
    const account = this.#names.of(accountId);
    const instrument = this.#instruments[account.environment].byId(instrumentId);
    const drift = divergence.actual - divergence.expected;
    const { lots, value } = this.figuresOf(divergence, drift);
    return {
      id: divergence.id,
      groupId: divergence.groupId,
      accountId: account.id,
      account: account.address,
      instrumentId,
      symbolName: instrument?.symbol ?? instrumentId,
      product: divergence.product,
      expected: divergence.expected,
      actual: divergence.actual,
      lots,
      value,
      cause: {
        code: cause.code,
        text: wordsOf(cause.code),
        ...(cause.brokerText === undefined ? {} : { brokerText: cause.brokerText }),
      },
      orderId: cause.orderId ?? null,
      since: timeOf(divergence.since),
      resolvedAt: divergence.resolvedAt === undefined ? null : timeOf(divergence.resolvedAt),
    };
  }

  /** A signed difference in whole lots and in rupees at the last price; null where the list or the price is missing. */
  figuresOf(
    at: Pick<Divergence, 'accountId' | 'instrumentId'>,
    drift: number,
  ): { readonly lots: number | null; readonly value: number | null } {
    const { environment } = this.#names.of(at.accountId);
    const instrument = this.#instruments[environment].byId(at.instrumentId);
    const price = this.#prices.of(at.accountId, at.instrumentId);
    const lotSize = instrument?.lotSize ?? 0;
    const multiplier = instrument?.contractMultiplier ?? 1;
    return {
      lots: lotSize === 0 ? null : Math.trunc(drift / lotSize) + 0,
      value: price === undefined ? null : valueToNumber(valueOf(price, drift as never, multiplier)),
    };
  }
}

/** What a repair has sent, as it stands now: the orders of all steps, or none where the difference is wanted. */
export function repairedView(
  { desk, views }: { readonly desk: Desk; readonly views: OrderViews },
  userId: UserId,
  ids: readonly OrderId[],
): { readonly items: readonly wire.Order[]; readonly next: null; readonly asOf: number } {
  const items = ids.flatMap((id) => {
    const order = desk.orders.get(id);
    return order === undefined ? [] : [views.of(order)];
  });
  return { items, next: null, asOf: desk.journal.lastDurableEventId(userId) };
}

/** A plan as it is shown. */
export function repairPlanView(plan: RepairPlan): wire.RepairPlan {
  const { planId, divergenceId, expiresAt, steps, withheld, after } = plan;
  return {
    planId,
    divergenceId,
    expiresAt: timeOf(expiresAt),
    steps: steps.map((step) => ({ ...step, price: null })),
    withheld: skipOrNull(withheld),
    after,
  };
}
