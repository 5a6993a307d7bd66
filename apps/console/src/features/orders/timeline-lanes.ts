/** From the events of an order to the marks of a picture: one lane for each account, time to the right. */
import type { TimelineItem } from '@copydesk/api-contract';
import { formatQuantity } from '../../lib/numbers.ts';

export type MarkKind = 'saved' | 'sent' | 'acknowledged' | 'filled' | 'unknown' | 'refused';

export interface LaneMark {
  readonly kind: MarkKind;
  readonly sinceMs: number;
  /** Later than the picture reaches: it stands at its right edge. */
  readonly beyond: boolean;
}

export interface Lane {
  readonly accountId: string;
  readonly account: string;
  readonly marks: readonly LaneMark[];
  /** `sent 4 ms · ack 38 ms · filled 41 ms`. */
  readonly words: string;
}

export interface Picture {
  readonly lanes: readonly Lane[];
  /** What the right edge stands for, in milliseconds since the intent was saved. */
  readonly endMs: number;
}

const KINDS: Readonly<Record<string, MarkKind>> = {
  'orders-journaled': 'saved',
  'outside-order-adopted': 'acknowledged',
  'child-skipped': 'refused',
  'order-sending': 'sent',
  'order-accepted': 'acknowledged',
  'order-resting': 'acknowledged',
  'order-filled': 'filled',
  'order-refused': 'refused',
  'order-not-sent': 'refused',
  'order-outcome-lost': 'unknown',
};

/** The picture is about the fan-out: what comes minutes later stands at the edge. */
const LONGEST_MS = 5000;
const SHORTEST_MS = 20;

export function picture(items: readonly TimelineItem[]): Picture {
  const marked = items.flatMap((item) => {
    const kind = item.text.startsWith('Skipped') ? 'refused' : KINDS[item.type];
    return kind === undefined ? [] : [{ ...item, kind }];
  });
  const within = marked.map((item) => item.sinceMs).filter((ms) => ms <= LONGEST_MS);
  const endMs = niceEnd(Math.max(SHORTEST_MS, ...within));
  const lanes = new Map<string, { account: string; marks: LaneMark[] }>();
  for (const { accountId, account, kind, sinceMs } of marked) {
    const lane = lanes.get(accountId) ?? { account, marks: [] };
    lanes.set(accountId, lane);
    // A fill in many parts is one mark, at its last part; any other kind counts when it first came.
    const at = lane.marks.findIndex((mark) => mark.kind === kind);
    const mark = { kind, sinceMs, beyond: sinceMs > endMs };
    if (at === -1) lane.marks.push(mark);
    else if (kind === 'filled') lane.marks[at] = mark;
  }
  return {
    endMs,
    lanes: [...lanes].map(([accountId, { account, marks }]) => ({
      accountId,
      account,
      marks,
      words: marks
        .filter((mark) => mark.kind !== 'saved')
        .map((mark) => `${WORD[mark.kind]} ${sinceWords(mark.sinceMs)}`)
        .join(' · '),
    })),
  };
}

const WORD: Readonly<Record<MarkKind, string>> = {
  saved: 'saved',
  sent: 'sent',
  acknowledged: 'ack',
  filled: 'filled',
  unknown: 'no answer',
  refused: 'not placed',
};

/** The next of 20, 50, 100, 200, 500 … so that the scale has round figures. */
function niceEnd(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= ms) ?? ms;
}

/** `1,540 ms` while a person can tell them apart, then `12.4 s`. */
export function sinceWords(ms: number): string {
  return ms < 10_000 ? `${formatQuantity(Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}
