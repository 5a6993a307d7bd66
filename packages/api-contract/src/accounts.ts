/** Installed brokers, accounts, their logins and their money. */
import * as z from 'zod/mini';
import { bookOf, date, listOf, maybe, quantity, reference, rupees, text, timestamp } from './primitives.ts';
import {
  environment,
  exchange,
  instrumentKind,
  optionType,
  orderType,
  product,
  segment,
  side,
  streamState,
  validity,
} from './words.ts';

/** One field of the account form. */
export const credentialField = z.object({ name: z.string(), label: z.string(), secret: z.boolean() });

export const brokerCapabilities = z.object({
  products: z.array(product),
  orderTypes: z.array(orderType),
  /** Where one of them is refused all the same: in these segments, for these kinds, for contracts on shares or on indices. */
  refusedOrderTypes: z.array(
    z.object({
      orderType,
      segments: z.optional(z.array(segment)),
      kinds: z.optional(z.array(z.enum(['EQ', 'INDEX', 'FUT', 'OPT']))),
      on: z.optional(z.enum(['share', 'index'])),
    }),
  ),
  /** By segment; a segment that is not named takes those of `default`. */
  validities: z.record(z.string(), z.array(validity)),
  segments: z.array(segment),
  marketProtection: z.nullable(
    z.object({
      automatic: z.boolean(),
      minPercent: z.number(),
      maxPercent: z.number(),
      wholePercent: z.boolean(),
    }),
  ),
  modificationsPerOrder: z.nullable(z.number()),
  orderRates: z.array(z.object({ limit: z.number(), windowMs: z.number() })),
  orderStream: z.enum(['always', 'sometimes', 'never']),
  absenceAfterMs: z.number(),
  logout: z.boolean(),
  marginPreview: z.boolean(),
});

/** How far a broker's instrument list is. */
export const instrumentLoad = z.object({
  state: z.enum(['waiting', 'loading', 'loaded', 'failed']),
  /** Rows read so far. */
  rows: z.number(),
  /** Share read, 0 to 1, when known. */
  progress: z.nullable(z.number()),
  loadedAt: z.nullable(timestamp),
  /** Why it failed. The last good list stays in use. */
  problem: z.nullable(z.string()),
});

export const broker = z.object({
  id: z.string(),
  name: z.string(),
  environment,
  credentials: z.array(credentialField),
  capabilities: brokerCapabilities,
  /** What to register as redirect address in the broker's developer console. */
  redirectUrl: z.string(),
  instruments: instrumentLoad,
});
export const brokers = listOf(broker);

/** Where an account's requests leave from. A proxy is shown without its user and password. */
export const egress = z.union([
  z.object({ kind: z.literal('default') }),
  z.object({ kind: z.literal('address'), address: z.string() }),
  z.object({ kind: z.literal('proxy'), url: z.string() }),
]);

/** Null or `"default"`, a local source address, a proxy URL, or the object that answers carry. */
const egressInput = z.union([
  text(300),
  z.strictObject({ kind: z.literal('default') }),
  z.strictObject({ kind: z.literal('address'), address: text(100) }),
  z.strictObject({ kind: z.literal('proxy'), url: text(300) }),
]);

const address = z.string().check(
  z.trim(),
  z.refine((value) => /^[A-Za-z0-9][A-Za-z0-9:._-]{0,39}$/.test(value), {
    error: 'Needs 1 to 40 letters, digits, and : . _ - inside, such as MASTER:k2.',
    params: { code: 'bad-format' },
  }),
);

const credentials = z.record(z.string().check(z.maxLength(64)), z.string().check(z.maxLength(1000)));

export const accountBody = z.strictObject({
  address,
  broker: text(64),
  clientId: text(40),
  credentials,
  egress: maybe(egressInput),
});

/**
 * What is missing stays. Credentials that are missing or empty stay too; a given one replaces. The user and password of a
 * proxy stay when the same host and port are given without any. Another way out, client or credential ends the session.
 */
export const accountPatch = z.strictObject({
  address: maybe(address),
  clientId: maybe(text(40)),
  credentials: maybe(credentials),
  egress: z.optional(z.nullable(egressInput)),
});

/** The day's broker session, without any secret. */
export const brokerSession = z.object({
  state: z.enum(['none', 'live', 'expired']),
  issuedAt: z.nullable(timestamp),
  validUntil: z.nullable(timestamp),
  /** Why there is none any more. */
  endedBecause: z.nullable(z.string()),
  products: z.array(product),
  segments: z.array(segment),
  sellAuthorisation: z.nullable(z.enum(['standing', 'each-day', 'unknown'])),
});

export const account = z.object({
  id: z.string(),
  accountId: z.string(),
  address: z.string(),
  account: z.string(),
  broker: z.string(),
  brokerName: z.string(),
  environment,
  clientId: z.string(),
  egress,
  /** The names of the credentials that are stored; never their values. */
  credentialsSet: z.array(z.string()),
  session: brokerSession,
  /** Null while there is no session. */
  stream: z.nullable(streamState),
  /** Whether the account's books were read since the start, so that it can trade. */
  settled: z.boolean(),
  /** Null when armed or without a group; else why entries are not copied. An account on which somebody else copies says so without a group, too. */
  disarmedBecause: z.nullable(z.string()),
  group: z.nullable(z.object({ id: z.string(), name: z.string(), role: z.enum(['master', 'child']) })),
  /** Actions waiting in its lane. */
  laneDepth: z.number(),
});
export const accounts = bookOf(account);

export const loginView = z.object({ url: z.string() });
export const sessionBody = z.strictObject({ accessToken: text(4000) });

export const funds = z.object({
  accountId: z.string(),
  account: z.string(),
  available: rupees,
  used: rupees,
  opening: z.nullable(rupees),
  collateral: z.nullable(rupees),
  readAt: timestamp,
});

const place = {
  accountId: z.string(),
  account: z.string(),
  /** Null when no loaded list knows the row. */
  instrumentId: z.nullable(z.string()),
  symbolName: z.string(),
};

export const holding = z.object({
  ...place,
  isin: z.string(),
  exchange: z.nullable(exchange),
  product,
  quantity,
  t1Quantity: quantity,
  usedQuantity: quantity,
  avgPrice: z.nullable(rupees),
  ltp: z.nullable(rupees),
  value: z.nullable(rupees),
  pnl: z.nullable(rupees),
});
export const holdings = z.extend(listOf(holding), { readAt: timestamp });

export const trade = z.object({
  ...place,
  tradeId: z.string(),
  brokerOrderId: z.string(),
  /** The desk's order, when it has one. */
  orderId: z.nullable(z.string()),
  instrumentType: z.nullable(instrumentKind),
  expiry: z.nullable(date),
  strike: z.nullable(rupees),
  optionType: z.nullable(optionType),
  side,
  product,
  quantity,
  price: rupees,
  value: rupees,
  at: timestamp,
});
export const trades = z.extend(listOf(trade), { readAt: timestamp });

/** `:account` of a path: an id or an address. */
export const accountParams = z.object({ account: reference });

export type CredentialField = z.output<typeof credentialField>;
export type Broker = z.output<typeof broker>;
export type Egress = z.output<typeof egress>;
export type EgressInput = z.input<typeof egressInput>;
export type Account = z.output<typeof account>;
export type AccountBody = z.input<typeof accountBody>;
export type AccountPatch = z.input<typeof accountPatch>;
export type Funds = z.output<typeof funds>;
export type Holding = z.output<typeof holding>;
export type Trade = z.output<typeof trade>;
export type InstrumentLoad = z.output<typeof instrumentLoad>;
