/**
 * Rupees per point of price and lot for contracts whose order quantity counts lots, for the case that no loaded list
 * states it (Kite's never does). A loaded list that does state it always wins.
 *
 * Source: `qty_multiplier` of the Upstox list of 2026-01-02.
 */
import type { Segment } from './instrument.ts';

const COMMODITIES: Readonly<Record<string, number>> = {
  ALUMINI: 1000,
  ALUMINIUM: 5000,
  CARDAMOM: 100,
  COPPER: 2500,
  COTTON: 25,
  COTTONOIL: 500,
  CRUDEOIL: 100,
  CRUDEOILM: 10,
  ELECDMBL: 50,
  GOLD: 100,
  GOLDGUINEA: 1,
  GOLDM: 10,
  GOLDPETAL: 1,
  GOLDTEN: 1,
  KAPAS: 200,
  LEAD: 5000,
  LEADMINI: 1000,
  MCXBULLDEX: 30,
  MCXMETLDEX: 40,
  MENTHAOIL: 360,
  NATGASMINI: 250,
  NATURALGAS: 1250,
  NICKEL: 250,
  SILVER: 30,
  SILVERM: 5,
  SILVERMIC: 1,
  STEELREBAR: 5,
  ZINC: 5000,
  ZINCMINI: 1000,
};

const NSE_COMMODITIES: Readonly<Record<string, number>> = {
  ALUMINI: 1000,
  ALUMINIUM: 5000,
  COPPER: 2500,
  CRUDEOIL: 100,
  CRUDEOILM: 10,
  ELECMBL: 50,
  GOLD: 100,
  GOLD1G: 1,
  GOLDGUINEA: 1,
  GOLDM: 10,
  LEAD: 5000,
  LEADMINI: 1000,
  NATGASMINI: 250,
  NATURALGAS: 1250,
  NICKEL: 1500,
  SILVER: 30,
  SILVERM: 5,
  SILVERMIC: 1,
  ZINC: 5000,
  ZINCMINI: 1000,
};

const CURRENCIES: Readonly<Record<string, number>> = {
  USDINR: 1000,
  EURINR: 1000,
  GBPINR: 1000,
  JPYINR: 1000,
};

/** The multiplier of a contract; undefined when the table does not know it. Cash and NSE/BSE derivatives count units, so theirs is 1. */
export function knownMultiplier(segment: Segment, underlying: string): number | undefined {
  switch (segment) {
    case 'MCX':
      return COMMODITIES[underlying];
    case 'NCO':
      return NSE_COMMODITIES[underlying];
    case 'CDS':
    case 'BCD':
      // The others of these segments are bond futures, named by coupon and year: 2000 each.
      return CURRENCIES[underlying] ?? (/^\d+GS\d{4}$/.test(underlying) ? 2000 : undefined);
    default:
      return 1;
  }
}
