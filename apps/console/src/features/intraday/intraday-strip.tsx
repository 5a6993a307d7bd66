import type { Position } from '@copydesk/api-contract';
import { TriangleAlert } from 'lucide-react';
import { lazy, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { HoldButton } from '../../components/ui/hold-button.tsx';
import { PagePart } from '../../components/ui/page-part.tsx';
import { formatTime } from '../../lib/times.ts';
import { clockOf, useConditions } from '../../live/conditions.ts';
import { serverNow } from '../../live/link-store.ts';
import type { ClosingSoon } from './closing-soon.ts';
import { useCloseNow } from './use-close-now.ts';
import { useClosingSoon } from './use-closing.ts';

const KeepDialog = lazy(async () => ({ default: (await import('./keep-dialog.tsx')).KeepDialog }));

/** Toward the end of the day: what is still open intraday, who closes it when, and the two ways to decide oneself. */
export function IntradayStrip({ positions }: { readonly positions: readonly Position[] }) {
  return useClosingSoon(positions).map((closing) => (
    <Strip key={`${closing.environment} ${closing.deskClosesAt} ${closing.cutOffAt}`} closing={closing} />
  ));
}

function Strip({ closing }: { readonly closing: ClosingSoon }) {
  const [keeping, setKeeping] = useState(false);
  const { data } = useConditions();
  const { sending, problems, close } = useCloseNow();
  const { positions, accounts, environment } = closing;
  const now = data === undefined ? undefined : clockOf(data, environment, serverNow());
  return (
    <section
      aria-label="Intraday positions"
      className="border-b border-warn bg-raised px-3 py-1 text-control"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <TriangleAlert aria-hidden size={15} className="shrink-0 text-warn" />
        <p className="figures min-w-0 flex-1 basis-72">
          <b className="font-semibold">
            {positions} intraday {positions === 1 ? 'position' : 'positions'} in {accounts}{' '}
            {accounts === 1 ? 'account' : 'accounts'}
          </b>
          {environment === 'sandbox' ? <span className="text-sandbox"> sbx</span> : null}.{' '}
          {closingWords(closing, now)}
        </p>
        <Button onClick={() => setKeeping(true)}>Keep</Button>
        <HoldButton verb={`square off ${positions}`} disabled={sending} onDone={() => close(closing.own)} />
      </div>
      {problems.length === 0 ? null : (
        <ul role="alert" className="text-table text-loss">
          {problems.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      {keeping ? (
        <PagePart name="The question what to keep" place="above">
          <KeepDialog positions={closing.own} onClose={() => setKeeping(false)} />
        </PagePart>
      ) : null}
    </section>
  );
}

/** Only what the server tells: a time that it does not know is a word. */
function closingWords({ deskClosesAt, cutOffAt }: ClosingSoon, nowMs: number | undefined): string {
  const hhmm = (at: string): string => formatTime(at).slice(0, 5);
  const brokers = cutOffAt === null ? 'when brokers do is not known' : `brokers about ${hhmm(cutOffAt)}`;
  if (deskClosesAt === null) {
    return cutOffAt === null
      ? 'Nobody has told when they are closed.'
      : `Copydesk does not close them; brokers do from about ${hhmm(cutOffAt)}.`;
  }
  if (nowMs !== undefined && nowMs >= Date.parse(deskClosesAt))
    return `Copydesk closes them since ${hhmm(deskClosesAt)}; ${brokers}.`;
  return `Copydesk closes them at ${hhmm(deskClosesAt)}, ${brokers}.`;
}
