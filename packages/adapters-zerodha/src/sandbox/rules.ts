/**
 * Zerodha's rules for the venue: ids, limits and what is refused. Source: Kite Connect v3 docs and the developer forum,
 * read 2026-11; the same facts, with numbers, stand in `capabilities.ts`.
 */
import type { BrokerRules } from '@copydesk/sandbox';

/** Order ids of 2025 and later are 64-bit numbers that begin with the milliseconds since this moment. */
const ID_EPOCH_MS = 1_288_834_974_657n;
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** What the venue must know about Zerodha. */
export const zerodhaRules: BrokerRules = {
  ids: {
    // 19 digits, beyond what a JSON number holds.
    orderId: (at, sequence) => String(((BigInt(at) - ID_EPOCH_MS) << 22n) | BigInt(sequence & 0x3fffff)),
    exchangeOrderId: (_at, sequence) => `15${String(sequence).padStart(14, '0')}`,
    tradeId: (_at, sequence) => String(10_000_000 + sequence),
    apiKey: (random) => random.pick(LOWER, 16),
    apiSecret: (random) => random.pick(LOWER, 32),
    requestToken: (random) => random.pick(ALPHANUMERIC, 32),
    accessToken: ({ random }) => random.pick(ALPHANUMERIC, 32),
  },
  sessionEndsAt: { hour: 6, minute: 0 },
  loginEndsFormer: true,
  requestTokenMs: 180_000,
  rates: {
    order: {
      per: 'client',
      windows: [
        { limit: 10, windowMs: 1_000 },
        { limit: 400, windowMs: 60_000 },
        { limit: 5_000, windowMs: 86_400_000 },
      ],
    },
    quote: { per: 'app', windows: [{ limit: 1, windowMs: 1_000 }] },
    historical: { per: 'app', windows: [{ limit: 3, windowMs: 1_000 }] },
    other: { per: 'app', windows: [{ limit: 10, windowMs: 1_000 }] },
  },
  defaultPlan: 'connect',
  defaultProducts: ['I', 'D', 'MTF'],
  defaultSegments: ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX'],
  tagLength: 20,
  modificationsPerOrder: 25,
  disabledSegments: [],
  marketProtection: { required: true, minimum: 1, maximum: 10_000 },
  takesValidity: (instrument, validity) => !(validity === 'IOC' && instrument.segment === 'MCX'),
  takesOrderType: (instrument, orderType) => {
    if (orderType === 'SL-M') return instrument.kind !== 'OPT' && instrument.exchange !== 'BSE';
    if (orderType === 'MARKET')
      return !(instrument.kind === 'OPT' && instrument.underlyingClass === 'equity');
    return true;
  },
  afterMarket: 'by-request',
  sellAuthorisation: 'checked',
  // Recorded in 2025: the margin check of the order system leaves a REJECTED row. The exchange checks the day's band.
  refusedAt: { margin: 'exchange', circuit: 'exchange' },
};
