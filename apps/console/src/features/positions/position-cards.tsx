import type { ChildPosition, Position } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { LoggedOut } from '../../components/logged-out.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatPrice, formatSignedQuantity } from '../../lib/numbers.ts';
import { planPath } from '../../lib/page-paths.ts';
import { productWord } from '../../lib/words.ts';
import { useIsLoggedIn } from '../../live/accounts-store.ts';
import { useDriftAt } from '../../live/divergences-store.ts';
import { serverNow, useIsStale } from '../../live/link-store.ts';
import { positionKey } from '../../live/pnl-store.ts';
import { ChildDrift, MasterDrift } from './copies-cell.tsx';
import { askExit } from './exit-request.ts';
import { type ExitPart, isWhole, wholeWords } from './exit-size.ts';
import { askLevel } from './level-request.ts';
import { PositionPnl, PositionPrice } from './live-cells.tsx';
import { sorted } from './positions-panel.tsx';
import { usePositions } from './positions-store.ts';

/** Positions as a phone shows them: one card each, its children behind it, the way out in reach of the thumb. */
export function PositionCards() {
  const byKey = usePositions((state) => state.byKey);
  const positions = useMemo(() => sorted(Object.values(byKey ?? {})), [byKey]);
  if (byKey === null) return <div className="flex-1 bg-bg" aria-busy />;
  return (
    <ul aria-label="Positions" className="relative min-h-0 flex-1 overflow-auto bg-bg">
      {positions.length === 0 ? (
        <li className="p-3 text-control text-text-2">No positions today. Every account is flat.</li>
      ) : null}
      {positions.map((position) => (
        <li key={positionKey(position)} className="border-b border-line bg-panel">
          <Card position={position} />
        </li>
      ))}
    </ul>
  );
}

function Card({ position }: { readonly position: Position }) {
  const [open, setOpen] = useState(false);
  const children = position.childPositions;
  return (
    <>
      <Figures position={position} />
      <div className="figures flex min-h-11 items-center gap-2 px-3 py-1.5 text-table text-text-2">
        {position.netQty === 0 ? null : (
          <button
            type="button"
            aria-label={`Stop of ${instrumentName(position, serverNow())}: ${protectionWords(position)}. Change`}
            onClick={() =>
              askLevel({ position, level: 'sl', price: position.sl === null ? '' : String(position.sl) })
            }
            className="rounded-box border border-edge bg-raised px-3 text-text"
          >
            {protectionWords(position)}
          </button>
        )}
        {children.length === 0 ? null : (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="ml-auto inline-flex items-center gap-1.5"
          >
            <MasterDrift position={position} wide={false} />
            {open ? <ChevronUp aria-hidden size={16} /> : <ChevronDown aria-hidden size={16} />}
            <span className="sr-only">Children</span>
          </button>
        )}
      </div>
      <Exits position={position} parts={['quarter', 'half', 'all']} />
      {open ? (
        <ul aria-label="Children" className="bg-bg">
          {children.map((child) => (
            <li key={positionKey(child)} className="border-t border-line">
              <ChildCard position={child} />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

/** What is held, since when it costs what, and what it makes. */
function Figures({ position }: { readonly position: Position }) {
  const loggedOut = useIsLoggedIn(position.accountId) === false;
  const stale = useIsStale() || loggedOut;
  return (
    <div className={clsx('figures px-3 pt-2 text-control', position.netQty === 0 && 'text-text-2')}>
      <div className="flex items-baseline justify-between gap-2">
        <h2 className="font-semibold">{instrumentName(position, serverNow())}</h2>
        <span className={clsx('font-semibold', stale && 'stale-figure')}>
          {formatSignedQuantity(position.netQty)}
        </span>
      </div>
      <div className="flex items-baseline justify-between gap-2">
        <span>
          <span className="sr-only">Average </span>
          {formatPrice(position.avgPrice)} <span aria-hidden>→</span>
          <span className="sr-only"> last price</span> <PositionPrice position={position} />
        </span>
        <span>
          <span className="text-table text-muted">P&L ₹</span>{' '}
          <PositionPnl position={position} asLastRead={loggedOut} />
        </span>
      </div>
      <div className="text-table text-text-2">
        <AccountName accountId={position.accountId} address={position.account} withBroker /> ·{' '}
        {productWord(position.product, position.instrumentType)} {loggedOut ? <LoggedOut /> : null}
      </div>
    </div>
  );
}

function ChildCard({ position }: { readonly position: ChildPosition }) {
  const divergence = useDriftAt(position);
  const loggedOut = useIsLoggedIn(position.accountId) === false;
  return (
    <>
      <div className="figures flex items-center justify-between gap-2 px-3 pt-2 text-control">
        <span>
          <AccountName accountId={position.accountId} address={position.account} child />{' '}
          {loggedOut ? <LoggedOut /> : null}
        </span>
        <span className={clsx(loggedOut && 'stale-figure')}>{formatSignedQuantity(position.netQty)}</span>
        <PositionPnl position={position} asLastRead={loggedOut} />
      </div>
      <div className="flex min-h-8 items-center gap-3 px-3 text-table">
        <ChildDrift position={position} wide={false} />
        {divergence === undefined ? null : (
          <Link
            href={planPath(divergence.id)}
            className="ml-auto inline-flex items-center rounded-box border border-drift px-3 text-drift"
          >
            Why, and plan
          </Link>
        )}
      </div>
      <Exits position={position} parts={['half', 'all']} />
    </>
  );
}

const WORDS: Readonly<Record<'quarter' | 'half' | 'all', { readonly text: string; readonly name: string }>> =
  {
    quarter: { text: '¼', name: 'a quarter' },
    half: { text: '½', name: 'half' },
    all: { text: 'all', name: 'all' },
  };

interface ExitsProps {
  readonly position: Position | ChildPosition;
  readonly parts: readonly (keyof typeof WORDS & ExitPart)[];
}

/** The ways out; each asks once more. */
function Exits({ position, parts }: ExitsProps) {
  if (position.netQty === 0) return null;
  const name = instrumentName(position, serverNow());
  return (
    <div className="flex items-center gap-2 px-3 pb-2 text-control">
      <span className="text-text-2">Exit</span>
      {parts.map((part) => (
        <button
          key={part}
          type="button"
          aria-label={`Exit ${WORDS[part].name} of ${name}`}
          disabled={part !== 'all' && isWhole(position, part)}
          title={part !== 'all' && isWhole(position, part) ? wholeWords(position) : undefined}
          onClick={() => askExit(position, part)}
          className="flex-1 rounded-box border border-edge bg-raised font-medium disabled:opacity-40"
        >
          {WORDS[part].text}
        </button>
      ))}
    </div>
  );
}

/** `stop 110.00 · target 140.00`: the levels that are armed. */
function protectionWords({ setSl, sl, setTarget, target, trail }: Position): string {
  const words = [
    ...(setSl && sl !== null ? [`stop ${formatPrice(sl)}`] : []),
    ...(setTarget && target !== null ? [`target ${formatPrice(target)}`] : []),
    ...(trail === null ? [] : ['trails']),
  ];
  return words.length === 0 ? 'no stop' : words.join(' · ');
}
