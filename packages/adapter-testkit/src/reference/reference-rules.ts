/** The rules of a broker that does not exist: everything the port can say is offered, and every limit is a round number. */
import type { BrokerRules, RandomText } from '@copydesk/sandbox';

/** The venue's id of the reference broker. */
export const REFERENCE_BROKER = 'reference';

/** The plan of a client whose account has no order stream. */
export const PLAN_WITHOUT_STREAM = 'no-stream';

/** The order writes that the venue takes from one client in a second. */
export const REFERENCE_WRITES_PER_SECOND = 10;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Order ids begin beyond 2^53, as real ones do: whoever reads them as numbers loses digits and the case. */
const ID_BASE = 2_611_230_000_000_000_000n;

/** What the venue must know to carry the reference broker. */
export const referenceRules: BrokerRules = {
  ids: {
    orderId: (_at, sequence) => String(ID_BASE + BigInt(sequence)),
    exchangeOrderId: (_at, sequence) => `X${String(sequence).padStart(12, '0')}`,
    tradeId: (_at, sequence) => `T${String(sequence).padStart(8, '0')}`,
    apiKey: (random) => `key-${word(random, 12)}`,
    apiSecret: (random) => `secret-${word(random, 24)}`,
    requestToken: (random) => `code-${word(random, 24)}`,
    accessToken: ({ random }) => `token-${word(random, 32)}`,
  },
  sessionEndsAt: { hour: 6, minute: 0 },
  loginEndsFormer: true,
  requestTokenMs: 300_000,
  rates: {
    orders: { per: 'client', windows: [{ limit: REFERENCE_WRITES_PER_SECOND, windowMs: 1_000 }] },
  },
  defaultPlan: 'all',
  defaultProducts: ['I', 'D', 'MTF'],
  defaultSegments: ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX', 'NCO'],
  tagLength: 20,
  modificationsPerOrder: 25,
  disabledSegments: [],
  marketProtection: { required: true, minimum: 1, maximum: 10_000 },
  takesValidity: (instrument, validity) => validity === 'DAY' || instrument.segment !== 'MCX',
  takesOrderType: () => true,
  afterMarket: 'by-request',
  sellAuthorisation: 'checked',
  refusedAt: { circuit: 'exchange', 'order-type': 'exchange' },
};

function word(random: RandomText, length: number): string {
  return random.pick(LETTERS, length);
}
