/** How long a desk may rightly not know of a trade of an account, given what befell that account in the run. */
import type { Account } from '../../src/index.ts';
import type { History } from './history.ts';
import type { Stage } from './stage.ts';

/** By a stream that works. */
const BY_STREAM_MS = 1_500;
/** By polls every 2 s, or by the reads of a start or a login. */
const BY_POLLS_MS = 8_000;
/** By the polls that a stream which seems to work leaves, or through books that lag or fail. */
const AT_LAST_MS = 35_000;

const READS = new Set(['book', 'trades', 'positions']);

/** The longest that it may take. */
export function learnedWithinMs(stage: Stage, { family, steps }: History, account: Account): number {
  const place = stage.members.indexOf(account);
  const hasStream = place === 0 ? family.masterHasStream : family.children[place - 1]?.hasStream === true;
  const faults = steps.filter((step) => step.do === 'fault' && stage.member(step.who) === account);
  const onStream = faults.some((step) => step.do === 'fault' && step.on === 'stream');
  const onReads = faults.some((step) => step.do === 'fault' && READS.has(step.on));
  const cut = steps.some((step) => step.do === 'cut-streams' && step.broker === account.brokerId);
  if (onStream || onReads || cut) return AT_LAST_MS;
  const stopped = steps.some(
    (step) => step.do === 'crash' || (step.do === 'log-out' && stage.member(step.who) === account),
  );
  return stopped || !hasStream ? BY_POLLS_MS : BY_STREAM_MS;
}
