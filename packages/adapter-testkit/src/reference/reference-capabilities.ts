import type { BrokerCapabilities } from '@copydesk/core';
import { REFERENCE_WRITES_PER_SECOND, referenceRules } from './reference-rules.ts';
import { REFERENCE_LEVELS } from './reference-ticks.ts';

/** What the reference broker can do. Taken from the venue's rules where these say it, so that the two cannot disagree. */
export function referenceCapabilities(options: {
  readonly writeTimeoutMs?: number;
  readonly absenceAfterMs?: number;
}): BrokerCapabilities {
  return {
    products: referenceRules.defaultProducts,
    orderTypes: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
    refusedOrderTypes: [],
    validities: { default: ['DAY', 'IOC'], MCX: ['DAY'] },
    segments: referenceRules.defaultSegments,
    tagLength: referenceRules.tagLength,
    marketProtection: { automatic: true, minPercent: 0.01, maxPercent: 100, wholePercent: false },
    modificationsPerOrder: referenceRules.modificationsPerOrder,
    // One less than the venue takes: it counts calendar seconds, and ours need not begin with them.
    orderRates: [{ limit: REFERENCE_WRITES_PER_SECOND - 1, windowMs: 1_000 }],
    readRates: { per: 'account', windows: [] },
    orderStream: 'sometimes',
    streamShowsPlacement: true,
    absenceAfterMs: options.absenceAfterMs ?? 120_000,
    writeTimeoutMs: options.writeTimeoutMs ?? 7_000,
    pollMs: { withStream: 30_000, withoutStream: 2_000 },
    logout: true,
    marginPreview: true,
    salesAuthorisation: true,
    conversion: { products: ['I', 'D'] },
    feed: {
      connections: 1,
      instrumentsPerConnection: { ltp: 5_000, quote: 3_000, full: 2_000 },
      heartbeatMs: 5_000,
      depthLevels: REFERENCE_LEVELS,
      greeks: true,
    },
    marketReads: {
      quotesPerRequest: 100,
      quoteRates: [],
      candleRates: [],
      candleIntervals: ['1m', '3m', '5m', '10m', '15m', '30m', '1h', '1d'],
    },
  };
}
