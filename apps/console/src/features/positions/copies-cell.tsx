import type { ChildPosition, Position } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { Equal, EqualNot } from 'lucide-react';
import { Link } from 'wouter';
import { DriftMark } from '../../components/drift-mark.tsx';
import { LoggedOut } from '../../components/logged-out.tsx';
import { formatChange, formatLots, formatQuantity, money, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { planPath } from '../../lib/page-paths.ts';
import { shortAccount } from '../../lib/words.ts';
import { useLoggedOut } from '../../live/accounts-store.ts';
import { isAt, useDivergences, useDriftAt } from '../../live/divergences-store.ts';
import { useIsStale } from '../../live/link-store.ts';
import { useTabStop } from '../../live/own-keys.ts';

interface CopiesProps<P> {
  readonly position: P;
  /** There is room for rupees and for the way to the plan. */
  readonly wide: boolean;
}

/** Whether a child holds something else than its rule says; "differs" needs the rule's figure. */
export function MasterDrift({ position, wide }: CopiesProps<Position>) {
  const children = position.childPositions;
  const differing = useDivergences(
    (state) => children.filter((child) => state.list?.some((one) => isAt(one, child)) === true).length,
  );
  const loggedOut = useLoggedOut(children);
  const stale = useIsStale();
  if (children.length === 0) return <span className="text-muted">{NOT_APPLICABLE}</span>;
  const out = loggedOut.length === 0 ? null : <LoggedOut names={loggedOut} />;
  if (differing > 0) {
    return (
      <>
        <span className="inline-flex items-center gap-1 align-middle text-drift">
          <EqualNot aria-hidden size={12} />
          {differing} of {children.length} {wide ? 'children ' : ''}
          {differing === 1 && wide ? 'differs' : 'differ'}
        </span>{' '}
        {wide ? out : null}
      </>
    );
  }
  if (out !== null && !wide) return out;
  const without = children.filter((child) => child.netQty === 0).map(({ account }) => shortAccount(account));
  const none = without.length === 0 || position.netQty === 0 ? null : `${without.join(', ')} none`;
  return (
    <>
      <span className={stale ? 'stale-figure' : 'text-text-2'} title={none ?? undefined}>
        {children.length - without.length} of {children.length} hold
        {wide && none !== null ? ` · ${none}` : ''}
      </span>{' '}
      {out}
    </>
  );
}

/** What a child holds of what its rule says; where that differs, the way to its plan. */
export function ChildDrift({ position, wide }: CopiesProps<ChildPosition>) {
  const divergence = useDriftAt(position);
  const tabStop = useTabStop();
  const stale = useIsStale();
  if (divergence !== undefined) {
    const plan = planPath(divergence.id);
    if (!wide) {
      return (
        <Link href={plan} tabIndex={tabStop} title="Plan of what differs">
          <DriftMark divergence={divergence} />
        </Link>
      );
    }
    return (
      <span className="inline-flex items-center gap-1.5 align-middle">
        <DriftMark divergence={divergence} />
        {divergence.value === null ? null : (
          <span className="figures text-drift">{formatChange(money(divergence.value))}</span>
        )}
        <Link
          href={plan}
          tabIndex={tabStop}
          title="Plan of what differs"
          className="inline-flex h-5 items-center rounded-box border border-edge bg-raised px-1.5 text-text hover:bg-hover"
        >
          Plan
        </Link>
      </span>
    );
  }
  const { expected, copied } = position;
  const lot = position.lotSize ?? 1;
  if (expected === null) return <span className="text-text-2">{amount(copied, lot)} copied</span>;
  // The sign stands in the quantity already; here it is said only where the two go different ways.
  const [holds, should] = copied * expected < 0 ? [copied, expected] : [Math.abs(copied), Math.abs(expected)];
  return (
    <span className="inline-flex items-center gap-1 align-middle text-text-2">
      <Equal aria-hidden size={12} className="shrink-0" />
      <span className={clsx(stale && 'stale-figure')}>
        {formatQuantity(lot > 1 ? Math.trunc(holds / lot) : holds)} of {amount(should, lot)}
      </span>
    </span>
  );
}

function amount(quantity: number, lot: number): string {
  return lot > 1 ? formatLots(Math.trunc(quantity / lot)) : formatQuantity(quantity);
}
