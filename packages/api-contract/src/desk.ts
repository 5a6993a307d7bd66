/** The journal, intents, the state of the desk, and the sandbox. */
import * as z from 'zod/mini';
import { listOf, rupees, text, timestamp } from './primitives.ts';
import { environment, product, segment, side, streamState } from './words.ts';

/** One line of the user's journal. */
export const journalEvent = z.object({
  eventId: z.number(),
  at: timestamp,
  type: z.string(),
  accountId: z.nullable(z.string()),
  account: z.nullable(z.string()),
  orderId: z.nullable(z.string()),
  groupId: z.nullable(z.string()),
  instrumentId: z.nullable(z.string()),
  /** As its list names it; the id where today's lists have it not. Null where the event is about no instrument. */
  symbolName: z.nullable(z.string()),
  /** Of the order that it is about. */
  side: z.nullable(side),
  /** In words, for a person. */
  text: z.string(),
  /** The figures of the event; prices in rupees. */
  data: z.record(z.string(), z.unknown()),
});
export const events = listOf(journalEvent);

/** What became of the request that carried an `Idempotency-Key`. */
export const intent = z.object({
  route: z.string(),
  state: z.enum(['running', 'done']),
  /** Null while it runs. */
  status: z.nullable(z.number()),
  body: z.unknown(),
});
export const intentParams = z.object({ key: z.string().check(z.maxLength(200)) });
/** The route as method and path, such as `POST /api/orders`. A path alone means all of its writes: the newest request is answered. */
export const intentQuery = z.object({ route: text(200) });

export const health = z.object({
  status: z.literal('ok'),
  version: z.string(),
  /** Server time. */
  at: timestamp,
  uptimeMs: z.number(),
});

export const ready = z.object({
  ready: z.boolean(),
  /** Why not, in words; empty when ready. */
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
});

/** Where an account's order calls leave from, beside what the broker has on file. */
export const egressState = z.object({
  /** As the broker saw it, or as the account is told; null when neither is known. */
  seen: z.nullable(z.string()),
  /** Null where the broker does not tell. */
  onFile: z.nullable(z.array(z.string())),
  /** `ok`: the broker takes order calls from there, or has it on file. */
  state: z.enum(['ok', 'differs', 'unknown']),
});

/** The feed of live prices; null while the account is not logged in, and where its broker has none. */
const feed = z.nullable(
  z.object({
    /** `idle`: nothing was asked of it yet. `late`: up, but what it tells is old, or nothing moves any more. */
    state: z.enum(['idle', 'connecting', 'up', 'late', 'silent', 'refused']),
    /** How many instruments it carries. */
    instruments: z.number(),
    /** Why the broker refuses it. */
    reason: z.nullable(z.string()),
  }),
);

/** The hours of today's sessions. Times are null in a market that never closes, and on a day without a session. */
const markets = z.array(
  z.object({
    environment,
    segment,
    open: z.boolean(),
    opensAt: z.nullable(timestamp),
    closesAt: z.nullable(timestamp),
    /** When brokers begin to close product `I`. */
    cutOffAt: z.nullable(timestamp),
    /** When the desk closes it before them; null: it does not. */
    deskClosesAt: z.nullable(timestamp),
    nextOpensAt: z.nullable(timestamp),
  }),
);

/** What the trading of this moment stands on, from memory: no broker is asked. */
export const conditions = z.object({
  /** What time it is where the person has accounts; a sandbox's clock can be moved. */
  clocks: z.array(z.object({ environment, at: timestamp })),
  markets,
  accounts: z.array(
    z.object({
      accountId: z.string(),
      account: z.string(),
      feed,
      /** Actions waiting in its lane or on their way. */
      laneDepth: z.number(),
      /** How much of its broker's shortest window its order writes have used; null where none is counted. */
      orderRate: z.nullable(z.object({ used: z.number(), limit: z.number(), windowMs: z.number() })),
    }),
  ),
});

export const readiness = z.object({
  ready: z.boolean(),
  accounts: z.array(
    z.object({
      accountId: z.string(),
      account: z.string(),
      broker: z.string(),
      environment,
      sessionValidUntil: z.nullable(timestamp),
      funds: z.nullable(z.object({ available: rupees, used: rupees })),
      stream: z.nullable(streamState),
      feed,
      ddpi: z.nullable(z.enum(['standing', 'each-day', 'unknown'])),
      /** Where to ask (POST) for the page on which sales of holdings are authorised; null while none need it. */
      authoriseSalesAt: z.nullable(z.string()),
      products: z.array(product),
      segments: z.array(segment),
      instrumentsAgeMs: z.nullable(z.number()),
      egress: egressState,
      /** Milliseconds that the broker's clock is ahead of the desk's. */
      clockSkewMs: z.nullable(z.number()),
      /** Whether what limits the account's losses can work; null when nothing limits them. */
      guarded: z.nullable(z.boolean()),
      settled: z.boolean(),
      problems: z.array(z.string()),
    }),
  ),
  groups: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      armed: z.boolean(),
      reasons: z.array(z.string()),
    }),
  ),
  markets,
});

/** Where the sandbox's faces and its control listen. */
export const sandboxPlaces = z.object({
  faces: z.record(z.string(), z.string()),
  control: z.string(),
});

export type JournalEvent = z.output<typeof journalEvent>;
export type Intent = z.output<typeof intent>;
export type Health = z.output<typeof health>;
export type Ready = z.output<typeof ready>;
export type Readiness = z.output<typeof readiness>;
export type Conditions = z.output<typeof conditions>;
export type SandboxPlaces = z.output<typeof sandboxPlaces>;
