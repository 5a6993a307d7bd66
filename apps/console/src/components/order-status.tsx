import type { ChildOrder, Order } from '@copydesk/api-contract';
import { formatSeconds } from '../lib/times.ts';
import { useServerClock } from '../live/use-server-clock.ts';
import { statusOf } from './order-status-words.ts';
import { StatusMark } from './ui/status-mark.tsx';

const SECONDS_ONLY_MS = 600_000;

interface StatusCellProps {
  readonly status: ChildOrder['status'];
  readonly orderType?: Order['orderType'];
  /** Since when, for a state that is not known. */
  readonly since: string;
}

/** The state; an unknown one is a word with its age. */
export function StatusWords({ status, orderType, since }: StatusCellProps) {
  if (status === 'uncertain') return <Checking since={since} />;
  const { mark, word } = statusOf(status, orderType);
  return <StatusMark mark={mark} word={word} />;
}

function Checking({ since }: { readonly since: string }) {
  const now = useServerClock(1000);
  return <StatusMark mark="unknown" word={`Checking ${agedWords(now - Date.parse(since))}`} />;
}

/** `112 s`: an answer is proven absent after two minutes, and the column has no room for minutes and seconds. */
function agedWords(ms: number): string {
  return ms < SECONDS_ONLY_MS ? `${Math.floor(Math.max(0, ms) / 1000)} s` : formatSeconds(ms);
}
