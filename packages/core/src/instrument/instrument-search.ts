import type { Exchange, InstrumentKind } from './instrument.ts';

/** What a person typed, and how the answer is narrowed. */
export interface InstrumentSearch {
  /** Free text as it is typed: "nifty 25000 ce", "reliance", "banknifty fut", "nifty 1 dec 26000 ce", "hdfc ba". */
  readonly text: string;
  readonly exchange?: Exchange | undefined;
  readonly kind?: InstrumentKind | undefined;
  /** At most so many; 20 when not given, never more than 200. */
  readonly limit?: number | undefined;
}
