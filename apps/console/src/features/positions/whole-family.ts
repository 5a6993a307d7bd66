/**
 * The children of a position, in the order of their links.
 *
 * Decides: a child that should hold something and holds nothing at all has a row too, or nobody would see there what it lacks; and so
 * has one that got nothing of what its master holds for the group, once it is known that nothing is missing.
 */
import type { ChildPosition, Divergence, Group, Position } from '@copydesk/api-contract';
import { isAt } from '../../live/divergences-store.ts';
import { withChildrenOf } from './positions-store.ts';

/** The same position as long as nothing is missing and everything stands in its place. */
export function wholeFamily(
  master: Position,
  groups: readonly Group[],
  divergences: readonly Divergence[] | null,
): Position {
  const group = groups.find(({ masterId }) => masterId === master.accountId);
  if (group === undefined) return master;
  const { instrumentId, product, childPositions } = master;
  const linked = group.children.flatMap(({ accountId, account }): readonly ChildPosition[] => {
    const held = childPositions.find((child) => child.accountId === accountId);
    const lacks = divergences?.find((one) => isAt(one, { accountId, instrumentId, product }));
    if (held !== undefined) return [held];
    if (lacks !== undefined) return [lacking(master, lacks)];
    const isCopied = master.netQty !== 0 && master.copied !== 0;
    return isCopied && divergences !== null ? [withNothing(master, { accountId, account })] : [];
  });
  const others = childPositions.filter((child) => !linked.includes(child));
  const all = [...linked, ...others];
  const isSame =
    all.length === childPositions.length && all.every((child, at) => child === childPositions[at]);
  return isSame ? master : withChildrenOf(master, all);
}

/** Nothing, where something should be. */
function lacking(master: Position, drift: Divergence): ChildPosition {
  return {
    ...withNothing(master, drift),
    expected: drift.expected,
    drift: drift.actual - drift.expected,
    driftLots: drift.lots,
    driftValue: drift.value,
  };
}

/** Nothing, where nothing should be. */
function withNothing(
  { childPositions: _theirs, ...master }: Position,
  { accountId, account }: Pick<ChildPosition, 'accountId' | 'account'>,
): ChildPosition {
  return {
    ...master,
    accountId,
    account,
    netQty: 0,
    side: null,
    action: null,
    buyQty: 0,
    buyPrice: null,
    sellQty: 0,
    sellPrice: null,
    avgPrice: null,
    pnl: 0,
    dayPnl: 0,
    realisedPnL: 0,
    unrealisedPnL: 0,
    sl: null,
    setSl: false,
    target: null,
    setTarget: false,
    trail: null,
    leftBy: null,
    copied: 0,
    expected: 0,
    drift: 0,
    driftLots: 0,
    driftValue: 0,
  };
}
