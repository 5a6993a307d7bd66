import { type Clock, type ListingBatch, TradingError } from '@copydesk/core';

/** Placeholder until the instruments engineer's reader is here. */
export async function* readListings(_options: {
  root: string;
  clock: Clock;
  signal: AbortSignal;
}): AsyncGenerator<ListingBatch> {
  throw new TradingError('instruments-unusable');
}
