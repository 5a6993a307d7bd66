import type { Divergence, PlaceOrderBody, RepairPlan } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { formatRupees, type Money, minus, money } from '../../lib/numbers.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import { usePreview } from '../../live/use-preview.ts';

interface StepFundsProps {
  readonly divergence: Divergence;
  readonly step: RepairPlan['steps'][number];
}

/** What the entry of a plan needs and what its account has, as the broker tells the server; the order itself is asked about by nobody. */
export function StepFunds({ divergence, step }: StepFundsProps) {
  const { items, old } = usePreview(entryOf(divergence, step));
  const broker = useBrokerName(divergence.accountId);
  const item = items?.find(({ accountId }) => accountId === divergence.accountId);
  if (item === undefined || old) return <p className="pl-6 text-muted">What it needs is not told yet.</p>;
  const { fundsNeeded, fundsAfter } = item;
  if (fundsNeeded === null || fundsAfter === null)
    return <p className="pl-6 text-unknown">{broker} did not tell what it needs.</p>;
  const needs = money(fundsNeeded);
  const after = money(fundsAfter);
  const has = (needs + after) as Money;
  return (
    <p className={clsx('figures pl-6', after < 0 ? 'text-warn' : 'text-text-2')}>
      needs {formatRupees(needs)}, has {formatRupees(has)}
      {after < 0 ? `: short of ${formatRupees(minus(0 as Money, after))}` : ''}
    </p>
  );
}

/** The step as an order of the child alone. */
function entryOf(
  { accountId, instrumentId, product }: Divergence,
  { part, side, quantity, orderType, price }: StepFundsProps['step'],
): PlaceOrderBody | null {
  if (part !== 'entry') return null;
  return {
    accountId,
    instrumentId,
    side,
    quantity,
    orderType,
    product,
    validity: 'DAY',
    copy: false,
    ...(price === null ? {} : { price }),
  };
}
