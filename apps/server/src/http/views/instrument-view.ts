import type * as wire from '@copydesk/api-contract';
import { type Instrument, priceToNumber } from '@copydesk/core';
import { priceOrNull } from './wire-values.ts';

/** An instrument as it is shown. */
export function instrumentView(instrument: Instrument): wire.Instrument {
  return {
    id: instrument.id,
    symbol: instrument.symbol,
    name: instrument.name,
    exchange: instrument.exchange,
    segment: instrument.segment,
    kind: instrument.kind,
    underlying: instrument.underlying,
    expiry: instrument.expiry ?? null,
    strike: priceOrNull(instrument.strike),
    optionType: instrument.optionType ?? null,
    lotSize: instrument.lotSize,
    tickSize: priceToNumber(instrument.tickSize),
    freezeQuantity: instrument.freezeQuantity ?? null,
    contractMultiplier: instrument.contractMultiplier,
    isin: instrument.isin ?? null,
    adjustedFrom: instrument.adjustedFrom ?? null,
  };
}
