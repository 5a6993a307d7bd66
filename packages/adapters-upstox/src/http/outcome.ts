/**
 * What an answer to an order write means.
 *
 * Decides: accepted, refused, not sent or uncertain, by one table of (write, code). `uncertain` is what remains when no
 * row matches; every other outcome needs the positive evidence that its row names. Keeps I1 (at most once) and I2.
 */
import type { BrokerOrderId, ChangeOutcome, PlaceOutcome, RefusalCode } from '@copydesk/core';
import { figuresIn } from '../map/rejection.ts';
import type { UpstoxAnswer, UpstoxResult } from './answer.ts';
import { changedOrder, convertedPosition, placedOrders } from './schemas.ts';

/** Which write was answered. */
export type OrderWrite = 'place' | 'modify' | 'cancel' | 'convert';
type Verdict =
  | Exclude<ChangeOutcome, { kind: 'accepted' | 'refused' }>
  | { readonly kind: 'refused'; readonly code: RefusalCode };

/** One row: what must be seen, and what it then means. The code is `UDAPI` and these digits. */
interface OutcomeRow {
  readonly on: readonly OrderWrite[];
  readonly codes: readonly string[];
  readonly then: Verdict;
}

const refused = (code: RefusalCode): Verdict => ({ kind: 'refused', code });
const ALL: readonly OrderWrite[] = ['place', 'modify', 'cancel', 'convert'];
const PLACE: readonly OrderWrite[] = ['place'];
const TERMS: readonly OrderWrite[] = ['place', 'modify'];
const CHANGE: readonly OrderWrite[] = ['modify', 'cancel'];
const CONVERT: readonly OrderWrite[] = ['convert'];

/**
 * Errors of order writes, valid under HTTP 4xx only: a 5xx is uncertain whatever it says, and so is every code that has
 * no row. Other endpoints reuse some of these codes with other meanings. Sources: docs
 * "error-codes" and the pages of the three calls, read 2026-02; announcements and threads named where a row rests on them.
 */
// biome-ignore format: one row per line, read as a table
export const OUTCOME_TABLE: readonly OutcomeRow[] = [
  // The broker's own failure, with whatever HTTP status: the order may exist.
  { on: ALL,    codes: ['100500'],                                   then: { kind: 'uncertain', cause: 'server-error' } },
  // Stopped before the order service: nothing was placed or changed.
  { on: ALL,    codes: ['10005'],                                    then: { kind: 'not-sent', cause: 'rate-limited', retryAfterMs: 1_000 } },
  { on: ALL,    codes: ['100050', '100016'],                         then: { kind: 'not-sent', cause: 'session-lost' } },
  // Announcement "algo-trading-circular", 2026-04-01: the registered static address.
  { on: ALL,    codes: ['1154'],                                     then: refused('address') },
  // Restricted account, extended token, wrong algorithm name.
  { on: ALL,    codes: ['100049', '100067', '1156'],                 then: refused('permission') },
  // 00:00 to 05:30 IST, HTTP 423. The broker's own sandbox says 100057 for a closed market (thread 17328).
  { on: ALL,    codes: ['100074', '100072'],                         then: refused('market-closed') },
  { on: PLACE,  codes: ['100039', '100057'],                         then: refused('market-closed') },
  // Lost the race against a fill or a cancel: the book says which.
  { on: CHANGE, codes: ['100040', '100041'],                         then: refused('final') },
  { on: CHANGE, codes: ['100010'],                                   then: refused('not-found') },
  // Announcement "market-protection", 2026-03-11.
  { on: TERMS,  codes: ['1158', '1159', '1160'],                     then: refused('market-protection') },
  // Thread 17637, 2026-09-23: MCX by API is switched off.
  { on: TERMS,  codes: ['1161'],                                     then: refused('instrument') },
  { on: TERMS,  codes: ['100011', '1009', '1011', '1026'],           then: refused('instrument') },
  { on: TERMS,  codes: ['1004', '1056'],                             then: refused('order-type') },
  { on: TERMS,  codes: ['1006', '1054'],                             then: refused('product') },
  { on: TERMS,  codes: ['1007', '1055'],                             then: refused('validity') },
  { on: TERMS,  codes: ['1008', '1029', '1043', '1030', '1040', '1031', '1041', '1032', '1042', '1036', '1037', '1038'], then: refused('price') },
  { on: TERMS,  codes: ['1052', '1039'],                             then: refused('quantity') },
  { on: PLACE,  codes: ['1118'],                                     then: refused('freeze') },
  { on: ALL,    codes: ['100036', '100038', '10000', '100015', '100060'], then: refused('input') },
  { on: PLACE,  codes: ['1057', '1119'],                             then: refused('input') },
  // Docs "convert-positions" and "error-codes", read 2026-02. 1033 (the positions could not be read) is left to the position book.
  { on: CONVERT, codes: ['1034', '1035'],                            then: refused('not-found') },
  { on: CONVERT, codes: ['1006', '1054'],                            then: refused('product') },
  { on: CONVERT, codes: ['1052'],                                    then: refused('quantity') },
  { on: CONVERT, codes: ['100011', '1009', '1011', '1026'],          then: refused('instrument') },
  { on: CONVERT, codes: ['1057'],                                    then: refused('input') },
  { on: CHANGE, codes: ['1003', '1010', '1023', '100059'],           then: refused('input') },
];

const VERDICTS: Readonly<Record<OrderWrite, ReadonlyMap<string, Verdict>>> = {
  place: verdictsOf('place'),
  modify: verdictsOf('modify'),
  cancel: verdictsOf('cancel'),
  convert: verdictsOf('convert'),
};

function verdictsOf(write: OrderWrite): ReadonlyMap<string, Verdict> {
  return new Map(
    OUTCOME_TABLE.filter((row) => row.on.includes(write)).flatMap((row) =>
      row.codes.map((code) => [`UDAPI${code}`, row.then] as const),
    ),
  );
}

/** What became of a placement. */
export function placeOutcome(result: UpstoxResult): PlaceOutcome {
  if (result.kind !== 'success') return failedWrite('place', result);
  const read = placedOrders.safeParse(result.body);
  const [id, ...more] = read.success ? read.data.data.order_ids : [];
  // Acknowledged, but not under which id, or under several though nothing was to be sliced: the books tell.
  if (id === undefined || more.length > 0) return { kind: 'uncertain', cause: 'unreadable' };
  return { kind: 'accepted', brokerOrderId: id as BrokerOrderId };
}

/** What became of a modification or a cancellation. */
export function changeOutcome(write: 'modify' | 'cancel', result: UpstoxResult): ChangeOutcome {
  if (result.kind !== 'success') return failedWrite(write, result);
  return changedOrder.safeParse(result.body).success
    ? { kind: 'accepted' }
    : { kind: 'uncertain', cause: 'unreadable' };
}

/** What became of a conversion. */
export function conversionOutcome(result: UpstoxResult): ChangeOutcome {
  if (result.kind !== 'success') return failedWrite('convert', result);
  return convertedPosition.safeParse(result.body).success
    ? { kind: 'accepted' }
    : { kind: 'uncertain', cause: 'unreadable' };
}

type FailedWrite = Exclude<ChangeOutcome, { kind: 'accepted' }>;

function failedWrite(write: OrderWrite, result: Exclude<UpstoxResult, { kind: 'success' }>): FailedWrite {
  if (result.kind === 'failed') {
    if (!result.bytesMayHaveLeft) {
      return { kind: 'not-sent', cause: result.cause === 'aborted' ? 'aborted' : 'connection-refused' };
    }
    // Giving up on purpose is, for the order, the same as the time running out.
    if (result.cause === 'timeout' || result.cause === 'aborted')
      return { kind: 'uncertain', cause: 'timeout' };
    return { kind: 'uncertain', cause: result.cause === 'connection' ? 'reset' : 'unreadable' };
  }
  if (result.status >= 500) return { kind: 'uncertain', cause: 'server-error' };
  if (result.kind === 'unreadable') return { kind: 'uncertain', cause: 'unreadable' };
  const verdict = verdictOn(write, result);
  return verdict.kind === 'refused'
    ? { ...verdict, brokerText: result.text, ...figuresIn(result.text) }
    : verdict;
}

/**
 * Every code of the answer must have its row: one that we do not know may be the one that counts. Proof is what all of
 * them give together: one that leaves the outcome open, or two that contradict each other, prove nothing.
 */
function verdictOn(write: OrderWrite, answer: Extract<UpstoxAnswer, { kind: 'error' }>): Verdict {
  const unknown: Verdict = { kind: 'uncertain', cause: 'unreadable' };
  if (answer.status < 400) return unknown;
  const verdicts = answer.codes.map((code) => VERDICTS[write].get(code) ?? unknown);
  const open = verdicts.find(({ kind }) => kind === 'uncertain');
  if (open !== undefined) return open;
  const [first = unknown, ...others] = verdicts;
  return others.every(({ kind }) => kind === first.kind) ? first : unknown;
}
