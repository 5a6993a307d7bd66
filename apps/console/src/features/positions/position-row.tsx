import type { ChildPosition, Position } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { ChevronDown, ChevronRight, Equal, EqualNot } from 'lucide-react';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { DriftMark } from '../../components/drift-mark.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import {
  formatChange,
  formatLots,
  formatPrice,
  formatSignedQuantity,
  money,
  NOT_APPLICABLE,
} from '../../lib/numbers.ts';
import { productWord } from '../../lib/words.ts';
import { isAt, useDivergences, useDriftAt } from '../../live/divergences-store.ts';
import { serverNow, useIsStale } from '../../live/link-store.ts';
import type { ExitPart } from './exit-size.ts';
import { PositionPnl, PositionPrice } from './live-cells.tsx';

interface PositionRowProps {
  readonly position: Position | ChildPosition;
  readonly level: 1 | 2;
  readonly open?: boolean | undefined;
  /** The page has room for what was realised. */
  readonly wide?: boolean;
  readonly rowProps: Readonly<Record<string, unknown>>;
  readonly onToggle?: () => void;
  readonly onExit: (part: ExitPart) => void;
}

/** One position, the master's or one child's. */
export function PositionRow(props: PositionRowProps) {
  const { position, level, open, wide = false, rowProps, onToggle, onExit } = props;
  const stale = useIsStale();
  const name = instrumentName(position, serverNow());
  const flat = position.netQty === 0;
  const figure = clsx(stale && 'stale-figure');
  return (
    <tr
      {...rowProps}
      className={clsx(
        'group h-7 hover:bg-hover focus:bg-selected focus:shadow-[inset_2px_0_0_var(--color-text)] focus-within:bg-selected',
        level === 2 ? 'bg-bg' : 'bg-panel',
        flat && 'text-text-2',
      )}
    >
      <Cell align="center" className="px-0">
        {open === undefined ? null : (
          <button
            type="button"
            tabIndex={-1}
            aria-label={open ? 'Close the children' : 'Open the children'}
            onClick={onToggle}
            className="inline-flex size-6 items-center justify-center align-middle text-text-2"
          >
            {open ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          </button>
        )}
      </Cell>
      <Cell>
        {level === 2 ? (
          <span aria-hidden className="pr-1 text-muted">
            └
          </span>
        ) : null}
        {level === 1 ? name : <span className="text-text-2">{name}</span>}
      </Cell>
      <Cell>
        <AccountName accountId={position.accountId} address={position.account} withBroker />
      </Cell>
      <Cell>{productWord(position.product, position.instrumentType)}</Cell>
      <Cell figure className={figure}>
        {formatSignedQuantity(position.netQty)}
      </Cell>
      <Cell figure>{formatPrice(position.avgPrice)}</Cell>
      <Cell figure>
        <PositionPrice position={position} />
      </Cell>
      <Cell figure>
        <PositionPnl position={position} />
      </Cell>
      {wide ? (
        <Cell figure className={figure}>
          {formatChange(money(position.realisedPnL))}
        </Cell>
      ) : null}
      <Cell>
        {'childPositions' in position && level === 1 ? (
          <MasterDrift position={position} />
        ) : (
          <ChildDrift position={position} />
        )}
      </Cell>
      <Cell align="right" className="px-1">
        {flat ? null : (
          <span className="inline-flex">
            {level === 1 ? (
              <ExitButton part="quarter" text="¼" name={`Exit a quarter of ${name}`} onExit={onExit} />
            ) : null}
            <ExitButton part="half" text="½" name={`Exit half of ${name}`} onExit={onExit} />
            <ExitButton part="all" text="✕" name={`Exit all of ${name}`} onExit={onExit} />
          </span>
        )}
      </Cell>
    </tr>
  );
}

interface ExitButtonProps {
  readonly part: ExitPart;
  readonly text: string;
  readonly name: string;
  readonly onExit: (part: ExitPart) => void;
}

function ExitButton({ part, text, name, onExit }: ExitButtonProps) {
  return (
    <button
      type="button"
      data-action={part}
      aria-label={name}
      title={name}
      onClick={() => onExit(part)}
      className="inline-flex size-6 items-center justify-center rounded-box border border-edge bg-raised text-table text-text hover:bg-hover"
    >
      {text}
    </button>
  );
}

/** Whether a child holds something else than its rule says; "differs" needs the rule's figure. */
function MasterDrift({ position }: { readonly position: Position }) {
  const children = position.childPositions;
  const differing = useDivergences(
    (state) => children.filter((child) => state.list?.some((one) => isAt(one, child)) === true).length,
  );
  if (children.length === 0) return <span className="text-muted">{NOT_APPLICABLE}</span>;
  if (differing > 0) {
    return (
      <span className="inline-flex items-center gap-1 text-drift">
        <EqualNot aria-hidden size={12} />
        {differing} of {children.length} differ
      </span>
    );
  }
  const holding = children.filter((child) => child.netQty !== 0).length;
  return (
    <span className="text-text-2">
      {holding} of {children.length} hold
    </span>
  );
}

function ChildDrift({ position }: { readonly position: ChildPosition }) {
  const divergence = useDriftAt(position);
  const lot = position.lotSize ?? 1;
  const held =
    lot > 1 ? formatLots(Math.trunc(position.copied / lot)) : formatSignedQuantity(position.copied);
  if (divergence !== undefined) {
    return (
      <Link href={`/drift/${encodeURIComponent(divergence.id)}`} tabIndex={-1} title="Plan">
        <DriftMark divergence={divergence} />
      </Link>
    );
  }
  return (
    <span className="inline-flex items-center gap-1 text-text-2">
      {position.expected === null ? null : <Equal aria-hidden size={12} />}
      {held} copied
    </span>
  );
}
