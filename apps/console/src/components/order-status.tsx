import type { ChildOrder, Order } from '@copydesk/api-contract';
import { formatSeconds } from '../lib/times.ts';
import { useClockShift } from '../live/conditions.ts';
import { useServerClock } from '../live/use-server-clock.ts';
import { statusOf } from './order-status-words.ts';
import { StatusMark } from './ui/status-mark.tsx';

const SECONDS_ONLY_MS = 600_000;

interface StatusCellProps {
  readonly status: ChildOrder['status'];
  readonly orderType?: Order['orderType'];
  /** Whose state it is, or a child of it: since when and by which clock, for a state that is not known. */
  readonly of: Pick<Order, 'updatedAt' | 'environment'>;
}

/** The state; an unknown one is a word with its age. */
export function StatusWords({ status, orderType, of }: StatusCellProps) {
  if (status === 'uncertain') return <Checking {...of} />;
  const { mark, word } = statusOf(status, orderType);
  return <StatusMark mark={mark} word={word} />;
}

function Checking({ updatedAt, environment }: StatusCellProps['of']) {
  const now = useServerClock(1000) + useClockShift(environment);
  return <StatusMark mark="unknown" word={`Checking ${agedWords(now - Date.parse(updatedAt))}`} />;
}

/** `112 s`: an answer is proven absent after two minutes, and the column has no room for minutes and seconds. */
function agedWords(ms: number): string {
  return ms < SECONDS_ONLY_MS ? `${Math.floor(Math.max(0, ms) / 1000)} s` : formatSeconds(ms);
}
