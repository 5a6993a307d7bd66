import type { BrokerCapabilities, FeedCapability } from '@copydesk/core';
import { QUOTES_PER_REQUEST } from './market-reads.ts';
import type { ZerodhaOptions } from './settings.ts';

/** What the ticker takes from one key. */
export const KITE_FEED: FeedCapability = {
  // Docs "WebSocket streaming", 2026-11: 3 sockets for a key. One is the order stream's.
  connections: 2,
  // Docs "WebSocket streaming", 2026-11: 3 000 whatever the mode.
  instrumentsPerConnection: { ltp: 3_000, quote: 3_000, full: 3_000 },
  // SDKs, 2026-11: a byte every couple of seconds, also at night; they call the link dead after 5 s.
  heartbeatMs: 5_000,
  depthLevels: 5,
  greeks: false,
};

/**
 * What Zerodha can do for every account. Each number with its source and the date on which it was read.
 *
 * "Docs" are the Kite Connect v3 pages; "forum n" is kite.trade/forum, discussion or comment n.
 */
export const ZERODHA_CAPABILITIES: BrokerCapabilities = {
  // Docs "Orders", 2026-11: CNC and NRML are both "D" here, by segment.
  products: ['I', 'D', 'MTF'],
  // Docs "Orders", 2026-11.
  orderTypes: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
  refusedOrderTypes: [
    // Support "kite-order-rejections", 2026: MARKET on stock options.
    { orderType: 'MARKET', segments: ['NFO', 'BFO'], kinds: ['OPT'], on: 'share' },
    // Withdrawn by the exchanges for options, and on BSE in every segment (webnotes.in, secondary).
    { orderType: 'SL-M', kinds: ['OPT'] },
    { orderType: 'SL-M', segments: ['BSE', 'BFO', 'BCD'] },
  ],
  // Forum 15912, 2026-04: MCX takes no IOC by API. TTL exists and is not offered.
  validities: { default: ['DAY', 'IOC'], MCX: ['DAY'] },
  // Docs "Orders", 2026-11. NCO is listed, but orders in it are unverified, so it is left out.
  segments: ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX'],
  // Docs "Orders", 2026-11; a longer tag is rejected, not cut (forum 52970, 2026).
  tagLength: 20,
  // Docs "Orders", 2026-11: -1 is automatic; otherwise above 0 and up to 100 percent, fractions allowed (forum 52991, 2026).
  marketProtection: { automatic: true, minPercent: 0.01, maxPercent: 100, wholePercent: false },
  // Forum 9212: the 26th fails, then cancel and place anew.
  modificationsPerOrder: 25,
  orderRates: [
    // Forum 15912 and 52125, 2026-04: strictly 10 a second. 9 per rolling 1 000 ms, not 10: the broker counts calendar seconds on its
    // own clock, and jitter can put 10 of ours into one of its.
    { limit: 9, windowMs: 1_000 },
    // Forum 52882, 2026.
    { limit: 400, windowMs: 60_000 },
    // Forum 52882 and 51724, 2026: every slice and iceberg leg counts.
    { limit: 5_000, windowMs: 86_400_000 },
  ],
  // Docs "Exceptions", 2026-11: 10 a second for a key, everything but order writes and quotes together. 9, for the broker counts on
  // its own clock.
  readRates: { per: 'account', windows: [{ limit: 9, windowMs: 1_000 }] },
  // Support FAQ and forum 52532, 2026: the free Personal plan has no WebSocket.
  orderStream: 'sometimes',
  // Forum 9093: nothing is sent for the mere placement of an order.
  streamShowsPlacement: false,
  // Books were seen up to 90 s late (forum 35732 and 41029); 120 s until measured live.
  absenceAfterMs: 120_000,
  // Ours: the SDKs give up after 7 s; a write waits longer, because giving up costs certainty.
  writeTimeoutMs: 10_000,
  // Ours, within 10 reads a second for a key (docs "Exceptions", 2026-11): resting orders never show on the stream, so a stream does not replace polling.
  pollMs: { withStream: 2_000, withoutStream: 1_000 },
  // Docs "User", 2026-11.
  logout: true,
  // Docs "Margin calculation", 2026-11.
  marginPreview: true,
  // Docs "Portfolio", 2026-11.
  salesAuthorisation: true,
  // Docs "Portfolio", 2026-11. UNVERIFIED for MTF, so it is left out.
  conversion: { products: ['I', 'D'] },
  feed: KITE_FEED,
  marketReads: {
    quotesPerRequest: QUOTES_PER_REQUEST,
    // Docs "Exceptions", 2026-11: once a second for a key, all three kinds of quotes together.
    quoteRates: [{ limit: 1, windowMs: 1_100 }],
    // Docs "Historical data", 2026-11.
    candleIntervals: ['1m', '3m', '5m', '10m', '15m', '30m', '1h', '1d'],
    // Docs "Exceptions", 2026-11: 3 a second. 2, for the broker counts on its own clock.
    candleRates: [{ limit: 2, windowMs: 1_000 }],
  },
};

/** The capabilities of one instance: a sandbox may shorten the wait for absence and lift the lanes' own rate windows. */
export function capabilitiesFor(options: ZerodhaOptions): BrokerCapabilities {
  const sandbox = options.environment === 'sandbox';
  return {
    ...ZERODHA_CAPABILITIES,
    ...(sandbox && options.absenceAfterMs !== undefined ? { absenceAfterMs: options.absenceAfterMs } : {}),
    ...(sandbox && options.unlimitedRates === true
      ? { orderRates: [], readRates: { per: 'account', windows: [] } }
      : {}),
  };
}
