/** Why a child differs, in one sentence. */
import type { Divergence } from '@copydesk/api-contract';

/** The desk's words, and the broker's where it said something. */
export function causeWords({ cause }: Pick<Divergence, 'cause'>): string {
  return cause.brokerText === undefined ? cause.text : `${cause.text} “${cause.brokerText}”`;
}
