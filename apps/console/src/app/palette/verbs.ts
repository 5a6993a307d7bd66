/** The verbs of the palette that change or end what stands. Each opens its question, with the effect in the row; none sends. */
import type { ScopeBody } from '@copydesk/api-contract';
import { proposeLinkState } from '../../features/copy/link-request.ts';
import { askCancelAll, workingIn } from '../../features/orders/cancel-all-request.ts';
import { useOrders } from '../../features/orders/orders-store.ts';
import { askLevel } from '../../features/positions/level-request.ts';
import { usePositions } from '../../features/positions/positions-store.ts';
import { askSquareOff } from '../../features/square-off/square-off-request.ts';
import { instrumentName, nameOfId } from '../../lib/instrument-name.ts';
import { formatLots, formatMoney, formatPrice, formatSignedQuantity, parseMoney } from '../../lib/numbers.ts';
import { copyPath, planPath } from '../../lib/page-paths.ts';
import { shortAccount } from '../../lib/words.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { byValue, driftOf, useDivergences } from '../../live/divergences-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { serverNow } from '../../live/link-store.ts';
import { positionKey } from '../../live/pnl-store.ts';
import { focusSoon } from '../key-actions.ts';
import type { Command, Go } from './command.ts';
import { type Asked, hasWords } from './parse.ts';

interface Place {
  /** `c1`, `Family`, `all accounts`. */
  readonly words: string;
  readonly scope: ScopeBody;
  readonly accountIds: ReadonlySet<string>;
}

/** Everything, each group, each account: those of which the line names a part. */
function placesOf(text: string): readonly Place[] {
  const accounts = byFamily(useAccounts.getState().list ?? []);
  const groups = useGroups.getState().list ?? [];
  const all: readonly Place[] = [
    { words: 'all accounts', scope: { scope: 'all' }, accountIds: new Set(accounts.map(({ id }) => id)) },
    ...groups.map((group) => ({
      words: group.name,
      scope: { scope: 'group' as const, groupId: group.id },
      accountIds: new Set([group.masterId, ...group.children.map(({ accountId }) => accountId)]),
    })),
    ...accounts.map(({ id, address }) => ({
      words: shortAccount(address),
      scope: { scope: 'account' as const, accountId: id },
      accountIds: new Set([id]),
    })),
  ];
  return text === '' ? all : all.filter(({ words }) => words.toLowerCase().startsWith(text));
}

export function cancelCommands(scope: string): readonly Command[] {
  const orders = Object.values(useOrders.getState().byId);
  return placesOf(scope).map(({ words, accountIds }) => {
    const count = workingIn(orders, accountIds).length;
    return {
      id: `cancel-all/${words}`,
      words: `Cancel all, ${words}`,
      effect: `asks · ${count} ${count === 1 ? 'order works' : 'orders work'}`,
      moves: true,
      run: () => askCancelAll({ words, accountIds }),
    };
  });
}

export function squareOffCommands(asked: string): readonly Command[] {
  const positions = Object.values(usePositions.getState().byKey ?? {}).flatMap((position) => [
    position,
    ...position.childPositions,
  ]);
  return placesOf(asked).map(({ words, scope, accountIds }) => {
    const count = positions.filter((one) => one.netQty !== 0 && accountIds.has(one.accountId)).length;
    return {
      id: `square-off/${words}`,
      words: `Square off ${words}`,
      effect: `asks; hold there · ${count} ${count === 1 ? 'position' : 'positions'}`,
      moves: true,
      run: () => askSquareOff(scope),
    };
  });
}

export function levelCommands({ level, price, name }: Extract<Asked, { kind: 'level' }>): readonly Command[] {
  const now = serverNow();
  const wanted = parseMoney(price);
  return Object.values(usePositions.getState().byKey ?? {})
    .filter((position) => position.netQty !== 0 && hasWords(instrumentName(position, now), name))
    .map((position) => {
      const before = level === 'sl' ? position.sl : position.target;
      return {
        id: `${level}/${positionKey(position)}`,
        words: `${level === 'sl' ? 'Stop' : 'Target'} ${wanted === null ? price : formatMoney(wanted)} ${instrumentName(position, now)}`,
        effect: `asks · ${formatSignedQuantity(position.netQty)} in ${shortAccount(position.account)}, now ${before === null ? 'none' : formatPrice(before)}`,
        moves: true,
        run: () => askLevel({ position, level, price }),
      };
    });
}

/** The open differences of an account, the dearest first. */
export function planCommands(account: string, go: Go): readonly Command[] {
  const list = useDivergences.getState().list ?? [];
  return byValue(list)
    .filter((one) => account === '' || shortAccount(one.account).toLowerCase() === account)
    .map((one) => ({
      id: `plan/${one.id}`,
      words: `Plan ${shortAccount(one.account)}: ${nameOfId(one.instrumentId, one.symbolName, serverNow())}`,
      effect: `opens the plan · ${one.lots === null ? formatSignedQuantity(driftOf(one)) : signedLots(one.lots)}`,
      moves: true,
      run: () => go(planPath(one.id)),
    }));
}

function signedLots(lots: number): string {
  return `${lots > 0 ? '+' : ''}${formatLots(lots)}`;
}

const LINK_WORDS = { paused: 'Pause', closeOnly: 'Exits only', active: 'Resume' } as const;

/** Links that are in another state now; the editor takes it into its draft. */
export function linkCommands(
  { state, account }: Extract<Asked, { kind: 'link' }>,
  go: Go,
): readonly Command[] {
  const links = (useGroups.getState().list ?? []).flatMap((group) =>
    group.children.map((child) => ({ group, child, name: shortAccount(child.account) })),
  );
  return links
    .filter(({ child, name }) => child.state !== state && name.toLowerCase().startsWith(account))
    .map(({ group, child, name }) => {
      const stopped = child.state === 'stopped';
      return {
        id: `link/${state}/${child.accountId}`,
        words: `${LINK_WORDS[state]} ${name}`,
        effect: stopped
          ? 'opens its link; a guard stopped it, resume it there'
          : 'opens its link; Save does it',
        moves: true,
        run: () => {
          proposeLinkState({ accountId: child.accountId, state });
          go(copyPath(group.id, child.accountId));
          if (!stopped) focusSoon('save-group');
        },
      };
    });
}
