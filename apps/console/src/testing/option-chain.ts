/** An option chain of three strikes about 26,000, as the server answers it. */
import { EXPIRY } from './fixtures.ts';

const STRIKES = [25_950, 26_000, 26_050];

export function optionId(strike: number, type: 'CE' | 'PE'): string {
  return `NFO:NIFTY:${EXPIRY}:${strike}:${type}`;
}

function aLeg(strike: number, type: 'CE' | 'PE') {
  return {
    instrumentId: optionId(strike, type),
    lastPrice: 124.15,
    change: null,
    changePercent: null,
    bid: null,
    bidQuantity: null,
    ask: null,
    askQuantity: null,
    volume: null,
    openInterest: null,
    greeks: null,
  };
}

export function anOptionChain() {
  return {
    exchange: 'NSE',
    underlying: 'NIFTY',
    expiry: EXPIRY,
    expiries: [EXPIRY],
    spot: {
      instrumentId: 'NSE:INDEX:NIFTY',
      symbol: 'NIFTY 50',
      lastPrice: 26_010,
      change: null,
      changePercent: null,
    },
    atMoney: 26_000,
    items: STRIKES.map((strike) => ({ strike, call: aLeg(strike, 'CE'), put: aLeg(strike, 'PE') })),
    next: null,
    unpriced: null,
  };
}
