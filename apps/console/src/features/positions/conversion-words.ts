/** What a conversion takes from a child, and how it stands, in words. */
import type { ChildConversion, ChildPosition, Conversion } from '@copydesk/api-contract';

/**
 * What a child moves when its master moves `quantity`: the same share of what was copied, in whole lots. The server decides by the
 * same rule, and by what is free when it is sent.
 */
export function childShare(child: ChildPosition, master: ChildPosition, quantity: number): number {
  const [held, copied, own] = [master.netQty, child.copied, master.copied].map((one) =>
    BigInt(Math.abs(one)),
  );
  if (held === undefined || copied === undefined || own === undefined || held === 0n || own === 0n) return 0;
  const lot = BigInt(Math.max(1, child.lotSize ?? 1));
  const moved = (own * BigInt(quantity)) / held;
  return Number(((copied * moved) / own / lot) * lot);
}

const FINAL: ReadonlySet<string> = new Set(['done', 'refused', 'given-up', 'skipped']);

/** Whether nothing more is to come of it in any account. */
export function isSettled({ status, childConversions }: Conversion): boolean {
  return FINAL.has(status) && childConversions.every((child) => FINAL.has(child.status));
}

const WORDS: Readonly<Record<ChildConversion['status'], string>> = {
  journaled: 'Waiting',
  sending: 'Sending',
  uncertain: 'Checking with the broker',
  done: 'Converted',
  refused: 'Refused',
  'given-up': 'Given up',
  skipped: 'Skipped',
};

/** `Converted`; with the reason where there is one. */
export function conversionWords({ status, reason }: Pick<ChildConversion, 'status' | 'reason'>): string {
  const why = reason === null ? '' : `: ${reason.brokerText ?? reason.text}`;
  return `${WORDS[status]}${why}`;
}
