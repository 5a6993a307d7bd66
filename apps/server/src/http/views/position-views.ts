/**
 * Positions in the contract's base format.
 *
 * Decides: how exact sums are shown. Profits are computed from exact values in integers (I8) and become decimal numbers
 * at the very end. What a child should hold stands beside what it holds; a master follows nobody.
 */
import type * as wire from '@copydesk/api-contract';
import {
  averagePrice,
  type Divergences,
  type Environment,
  type GroupStore,
  type Instrument,
  type InstrumentLookup,
  type PositionBook,
  type PositionView,
  priceToNumber,
  type Value,
  valueToNumber,
} from '@copydesk/core';
import type { AccountNames } from './account-names.ts';
import type { DivergenceViews } from './divergence-view.ts';
import { priceOrNull } from './wire-values.ts';

export class PositionViews {
  readonly #names: AccountNames;
  readonly #groups: GroupStore;
  readonly #positions: PositionBook;
  readonly #divergences: Divergences;
  readonly #divergenceViews: DivergenceViews;
  readonly #instruments: Readonly<Record<Environment, InstrumentLookup>>;

  constructor(parts: {
    readonly names: AccountNames;
    readonly groups: GroupStore;
    readonly positions: PositionBook;
    readonly divergences: Divergences;
    readonly divergenceViews: DivergenceViews;
    readonly instruments: Readonly<Record<Environment, InstrumentLookup>>;
  }) {
    this.#names = parts.names;
    this.#groups = parts.groups;
    this.#positions = parts.positions;
    this.#divergences = parts.divergences;
    this.#divergenceViews = parts.divergenceViews;
    this.#instruments = parts.instruments;
  }

  /** A position; a master's with those of its children in the same instrument and product. */
  of(position: PositionView): wire.Position {
    const group = this.#groups.ledBy(position.accountId);
    const children = (group?.children ?? []).flatMap((child) => {
      const found = this.#positions.view(child.accountId, position.instrumentId, position.product);
      return found === undefined ? [] : [this.#base(found)];
    });
    return { ...this.#base(position), childPositions: children };
  }

  #base(position: PositionView): wire.ChildPosition {
    const account = this.#names.of(position.accountId);
    const instrument = this.#instruments[account.environment].byId(position.instrumentId);
    const net = position.netQuantity;
    const money = profitOf(position, instrument?.contractMultiplier ?? 1);
    return {
      accountId: account.id,
      account: account.address,
      instrumentId: position.instrumentId,
      netQty: net,
      symbolName: instrument?.symbol ?? position.instrumentId,
      baseInstrument: baseOf(instrument, position),
      instrumentType: instrument?.kind ?? null,
      expiry: instrument?.expiry ?? null,
      strike: priceOrNull(instrument?.strike),
      optionType: instrument?.optionType ?? null,
      exchange: instrument?.exchange ?? null,
      lotSize: instrument?.lotSize ?? null,
      side: net === 0 ? null : net > 0 ? 'LONG' : 'SHORT',
      action: net === 0 ? null : net > 0 ? 'BUY' : 'SELL',
      product: position.product,
      buyQty: position.buyQuantity,
      buyPrice: priceOrNull(averagePrice(position.buyValue, position.buyQuantity)),
      sellQty: position.sellQuantity,
      sellPrice: priceOrNull(averagePrice(position.sellValue, position.sellQuantity)),
      avgPrice: position.averagePrice === undefined ? null : priceToNumber(position.averagePrice),
      ltp: priceOrNull(position.lastPrice),
      pnl: rupeesOrNull(money.whole),
      dayPnl: position.carriedQuantity === 0 ? rupeesOrNull(money.whole) : null,
      realisedPnL: money.realised === undefined ? 0 : valueToNumber(money.realised as Value),
      unrealisedPnL:
        money.whole === undefined || money.realised === undefined
          ? null
          : rupeesOrNull(money.whole - money.realised),
      sl: null,
      setSl: false,
      target: null,
      setTarget: false,
      trail: null,
      copied: position.copied,
      ...this.#driftOf(position),
    };
  }

  #driftOf(position: PositionView) {
    const expected = this.#divergences.expectations.expected(position);
    if (expected === undefined) return { expected: null, drift: null, driftLots: null, driftValue: null };
    const drift = position.copied - expected;
    const { lots, value } = this.#divergenceViews.figuresOf(position, drift);
    return { expected, drift, driftLots: lots, driftValue: value };
  }
}

interface Profit {
  /** Since entry; undefined without a last price while open, or when the carried price is not known. */
  readonly whole: bigint | undefined;
  /** On what was closed. */
  readonly realised: bigint | undefined;
}

/** Exact, in 1/10000 rupee. What was carried in came at its carried price. */
export function profitOf(position: PositionView, multiplier: number): Profit {
  const { carriedQuantity, carriedPrice, netQuantity, lastPrice } = position;
  if (carriedQuantity !== 0 && carriedPrice === undefined) return { whole: undefined, realised: undefined };
  const carried = BigInt(carriedQuantity) * BigInt(carriedPrice ?? 0);
  const spent = position.buyValue - position.sellValue + carried;
  const scale = BigInt(multiplier);
  if (netQuantity === 0) return { whole: -spent * scale, realised: -spent * scale };
  const worth = lastPrice === undefined ? undefined : BigInt(netQuantity) * BigInt(lastPrice);
  const cost = openCost(position);
  return {
    whole: worth === undefined ? undefined : (worth - spent) * scale,
    // What the open part cost is still in it; the rest of the money that moved was made or lost.
    realised: cost === undefined ? undefined : (cost - spent) * scale,
  };
}

/** What the open quantity cost: its share of the exact value of its side, rounded to 1/10000 rupee towards zero. */
function openCost(position: PositionView): bigint | undefined {
  const { netQuantity, carriedQuantity, carriedPrice } = position;
  const long = netQuantity > 0;
  const same = carriedQuantity !== 0 && carriedQuantity > 0 === long;
  const carried = same ? BigInt(Math.abs(carriedQuantity)) : 0n;
  const quantity = BigInt(long ? position.buyQuantity : position.sellQuantity) + carried;
  const value = (long ? position.buyValue : position.sellValue) + carried * BigInt(carriedPrice ?? 0);
  return quantity === 0n ? undefined : (BigInt(netQuantity) * value) / quantity;
}

function rupeesOrNull(units: bigint | undefined): number | null {
  return units === undefined ? null : valueToNumber(units as Value);
}

function baseOf(instrument: Instrument | undefined, position: PositionView): string {
  if (instrument === undefined) return position.instrumentId;
  return instrument.kind === 'EQ' || instrument.kind === 'INDEX' ? instrument.symbol : instrument.underlying;
}
