import type { Price } from '../money/price.ts';
import type { Exchange, OptionType } from './instrument.ts';

/** An instrument as an order describes it (the base format of commands and positions). */
export interface InstrumentDescription {
  /** The share's or index's symbol, or the underlying of a derivative. Case does not matter. */
  readonly baseInstrument: string;
  readonly instrumentType: 'EQ' | 'FUT' | 'OPT';
  readonly exchange: Exchange;
  /** YYYY-MM-DD; needed for FUT and OPT. */
  readonly expiry?: string | undefined;
  /** Needed for OPT. */
  readonly strike?: Price | undefined;
  readonly optionType?: OptionType | undefined;
}
