import type { BrokerCapabilities, FeedCapability } from '@copydesk/core';
import { QUOTES_PER_REQUEST } from './market-reads.ts';
import type { UpstoxOptions } from './settings.ts';
import { SILENCE_MS } from './stream/stream-socket.ts';

/** What the market data feed takes from one account of the normal plan. */
export const UPSTOX_FEED: FeedCapability = {
  // Docs "v3/get-market-data-feed", 2026-02. UNVERIFIED whether the portfolio stream counts: it is another feed.
  connections: 2,
  // Docs "v3/get-market-data-feed", 2026-02, for one kind alone; fewer beside others (`feed/upstox-feed.ts`). A quote is asked for as full.
  instrumentsPerConnection: { ltp: 5_000, quote: 2_000, full: 2_000 },
  // Ours: the broker pings when it has nothing to say, at an interval that it does not publish; we ask every 10 s.
  heartbeatMs: SILENCE_MS,
  // Docs "v3/get-market-data-feed", 2026-02: 30 with Plus, which is not asked for.
  depthLevels: 5,
  greeks: true,
};

/**
 * What Upstox can do for every account. Each number with its source and the date on which it was read.
 *
 * "Docs" are the Upstox developer pages; "thread n" is community.upstox.com.
 */
export const UPSTOX_CAPABILITIES: BrokerCapabilities = {
  // Docs "v3/place-order", 2026-09: CO is historic and OCO never was. D is delivery in cash, overnight in derivatives.
  products: ['I', 'D', 'MTF'],
  // Docs "v3/place-order", 2026-09.
  orderTypes: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
  refusedOrderTypes: [
    // Withdrawn by the exchanges for options, and on BSE in every segment: Upstox takes the request, the exchange refuses it.
    // MARKET on stock options: no page says that Upstox refuses it; an exit that it refuses is tried again as LIMIT.
    { orderType: 'SL-M', kinds: ['OPT'] },
    { orderType: 'SL-M', segments: ['BSE', 'BFO', 'BCD'] },
  ],
  // Docs "v3/place-order", 2026-09.
  validities: { default: ['DAY', 'IOC'] },
  // MCX orders by API are refused with UDAPI1161 (thread 17637, 2026-09-23); NSE commodity is offered instead.
  segments: ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'NCO'],
  // Docs "error-codes", UDAPI1119, 2026-02.
  tagLength: 40,
  // Announcement "market-protection", 2026-03-11: -1 is automatic, otherwise 1 to 25. 0 is documented and refused (UDAPI1158).
  marketProtection: { automatic: true, minPercent: 1, maxPercent: 25, wholePercent: true },
  // Docs "v3/modify-order", 2026-02, state none.
  modificationsPerOrder: undefined,
  orderRates: [
    // Docs "rate-limiting", 2026-09: 10 a second for place, modify and cancel together. 9 per rolling 1 000 ms, not 10: the broker
    // counts on its own clock, and jitter can put 10 of ours into one of its seconds.
    { limit: 9, windowMs: 1_000 },
    // Docs "rate-limiting", 2026-09.
    { limit: 500, windowMs: 60_000 },
    // Docs "rate-limiting", 2026-09: the window that binds a busy copier, 1.1 a second sustained.
    { limit: 2_000, windowMs: 1_800_000 },
  ],
  // Docs "rate-limiting", 2026-09: for a user and each API.
  readRates: {
    per: 'call',
    windows: [
      { limit: 50, windowMs: 1_000 },
      { limit: 500, windowMs: 60_000 },
      { limit: 2_000, windowMs: 1_800_000 },
    ],
  },
  // Docs "get-portfolio-stream-feed", 2026-02: every account.
  orderStream: 'always',
  // Docs "get-portfolio-stream-feed", 2026-02: the sample message is `put order req received`.
  streamShowsPlacement: true,
  // Not published; as for Kite, whose books were seen up to 90 s late. 120 s until measured live.
  absenceAfterMs: 120_000,
  // Ours: the SDKs wait 60 s; an order that is not answered within 10 s is looked for in the books.
  writeTimeoutMs: 10_000,
  // Ours, within 50 reads a second (docs "rate-limiting", 2026-09). The stream shows every change, so polling is the net below it.
  pollMs: { withStream: 5_000, withoutStream: 1_000 },
  // Docs "logout", 2026-02.
  logout: true,
  // Docs "margin", 2026-02.
  marginPreview: true,
  // No call begins it; the person authorises with the depository's PIN on a page of the broker (community practice, UNVERIFIED).
  salesAuthorisation: true,
  // Docs "convert-positions", 2026-02: I and D. UNVERIFIED for MTF, which only the SDK's list of words has.
  conversion: { products: ['I', 'D'] },
  feed: UPSTOX_FEED,
  marketReads: {
    quotesPerRequest: QUOTES_PER_REQUEST,
    // Docs "rate-limiting", 2026-09: as every call. 40 a second, for each of ours may be two of the broker's.
    quoteRates: [
      { limit: 20, windowMs: 1_000 },
      { limit: 240, windowMs: 60_000 },
      { limit: 900, windowMs: 1_800_000 },
    ],
    // Docs "v3/get-historical-candle-data", 2026-02: any number of minutes to 300, hours to 5, days.
    candleIntervals: ['1m', '3m', '5m', '10m', '15m', '30m', '1h', '1d'],
    candleRates: [
      { limit: 20, windowMs: 1_000 },
      { limit: 240, windowMs: 60_000 },
      { limit: 900, windowMs: 1_800_000 },
    ],
  },
};

/** The capabilities of one instance: a sandbox may shorten the wait for absence and lift the lanes' own rate windows. */
export function capabilitiesFor(options: UpstoxOptions): BrokerCapabilities {
  const sandbox = options.environment === 'sandbox';
  return {
    ...UPSTOX_CAPABILITIES,
    ...(sandbox && options.absenceAfterMs !== undefined ? { absenceAfterMs: options.absenceAfterMs } : {}),
    ...(sandbox && options.unlimitedRates === true
      ? { orderRates: [], readRates: { per: 'call', windows: [] } }
      : {}),
  };
}
