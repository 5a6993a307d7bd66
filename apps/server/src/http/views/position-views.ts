/**
 * Positions in the contract's base format.
 *
 * Decides: how exact sums are shown: they become decimal numbers at the very end (I8). What a child should hold stands beside what it holds; a master follows nobody.
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
  type Profits,
  type Protections,
  type Value,
  valueToNumber,
} from '@copydesk/core';
import type { AccountNames } from './account-names.ts';
import type { DivergenceViews } from './divergence-view.ts';
import { trailView, triggeredView } from './protection-views.ts';
import { amountOrNull, priceOrNull } from './wire-values.ts';

export class PositionViews {
  readonly #names: AccountNames;
  readonly #groups: GroupStore;
  readonly #positions: PositionBook;
  readonly #profits: Profits;
  readonly #protections: Protections;
  readonly #divergences: Divergences;
  readonly #divergenceViews: DivergenceViews;
  readonly #instruments: Readonly<Record<Environment, InstrumentLookup>>;

  constructor(parts: {
    readonly names: AccountNames;
    readonly groups: GroupStore;
    readonly positions: PositionBook;
    readonly profits: Profits;
    readonly protections: Protections;
    readonly divergences: Divergences;
    readonly divergenceViews: DivergenceViews;
    readonly instruments: Readonly<Record<Environment, InstrumentLookup>>;
  }) {
    this.#names = parts.names;
    this.#groups = parts.groups;
    this.#positions = parts.positions;
    this.#profits = parts.profits;
    this.#protections = parts.protections;
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
    const money = this.#profits.of(position);
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
      tickSize: priceOrNull(instrument?.tickSize),
      contractMultiplier: instrument?.contractMultiplier ?? null,
      side: net === 0 ? null : net > 0 ? 'LONG' : 'SHORT',
      action: net === 0 ? null : net > 0 ? 'BUY' : 'SELL',
      product: position.product,
      buyQty: position.buyQuantity,
      buyPrice: priceOrNull(averagePrice(position.buyValue, position.buyQuantity)),
      sellQty: position.sellQuantity,
      sellPrice: priceOrNull(averagePrice(position.sellValue, position.sellQuantity)),
      avgPrice: priceOrNull(money.averagePrice),
      ltp: priceOrNull(money.lastPrice),
      pnl: rupeesOrNull(money.pnl),
      dayPnl: rupeesOrNull(money.dayPnl),
      realisedPnL: rupeesOrNull(money.realised) ?? 0,
      unrealisedPnL: rupeesOrNull(money.unrealised),
      pnlFrom: money.isFromTrades ? 'trades' : 'broker-average',
      ...this.#protectionOf(position),
      copied: position.copied,
      ...this.#driftOf(position),
    };
  }

  #protectionOf({ accountId, instrumentId, product }: PositionView) {
    const found = this.#protections.book.get({ kind: 'position', accountId, instrumentId, product });
    const { stop, target, trail } = found?.levels ?? {};
    const isArmed = found !== undefined && found.triggered === undefined;
    return {
      sl: amountOrNull(stop),
      setSl: isArmed && (stop !== undefined || trail !== undefined),
      target: amountOrNull(target),
      setTarget: isArmed && target !== undefined,
      trail: trailView(trail),
      leftBy: triggeredView(this.#protections.book.leftBy({ accountId, instrumentId, product })),
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

function rupeesOrNull(value: Value | undefined): number | null {
  return value === undefined ? null : valueToNumber(value);
}

function baseOf(instrument: Instrument | undefined, position: PositionView): string {
  if (instrument === undefined) return position.instrumentId;
  return instrument.kind === 'EQ' || instrument.kind === 'INDEX' ? instrument.symbol : instrument.underlying;
}
