import type { ChildOrder, Order } from '@copydesk/api-contract';
import { StatusMark } from '../../components/ui/status-mark.tsx';
import { formatSeconds } from '../../lib/times.ts';
import { useServerClock } from '../../live/use-server-clock.ts';
import { statusOf } from './status-words.ts';

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
  return <StatusMark mark="unknown" word={`Checking ${formatSeconds(now - Date.parse(since))}`} />;
}
