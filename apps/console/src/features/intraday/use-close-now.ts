/** Closing every intraday position that is near its end, each by an exit of its own: a carried one is not touched. */
import { type ChildPosition, orderSchema } from '@copydesk/api-contract';
import { useRef, useState } from 'react';
import { wordsOf } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { serverNow } from '../../live/link-store.ts';
import { positionKey } from '../../live/pnl-store.ts';
import { sendPress } from '../../live/press.ts';

interface Closing {
  readonly sending: boolean;
  /** What did not go, in words. */
  readonly problems: readonly string[];
}

/** One after the other, children with their masters; what fails is said and does not stop the others. */
export function useCloseNow() {
  const [closing, setClosing] = useState<Closing>({ sending: false, problems: [] });
  const busy = useRef(false);
  const close = async (positions: readonly ChildPosition[]): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setClosing({ sending: true, problems: [] });
    const ends = await Promise.all(positions.map(exitWhole));
    const problems = ends.filter((words) => words !== null);
    busy.current = false;
    setClosing({ sending: false, problems });
    announce(
      problems.length === 0 ? 'polite' : 'assertive',
      problems.length === 0 ? `${positions.length} exits sent.` : problems.join(' '),
    );
  };
  return { ...closing, close: (positions: readonly ChildPosition[]) => void close(positions) } as const;
}

/** Null when it left; else what became of it. */
async function exitWhole(position: ChildPosition): Promise<string | null> {
  const { accountId, instrumentId, product } = position;
  const name = `${shortAccount(position.account)} ${instrumentName(position, serverNow())}`;
  const end = await sendPress(
    `intraday.${positionKey(position)}`,
    {
      route: 'POST /api/positions/exit',
      path: '/api/positions/exit',
      body: { accountId, instrumentId, product, fraction: 1 },
      words: `Exit all of ${name}`,
    },
    orderSchema,
  );
  switch (end.kind) {
    case 'done':
      return null;
    case 'refused':
      return `${name}: ${wordsOf(end.problem)}`;
    case 'never-arrived':
      return `${name}: not sent, no connection.`;
    case 'unknown':
      return `${name}: no answer yet, it may or may not have left.`;
  }
}
