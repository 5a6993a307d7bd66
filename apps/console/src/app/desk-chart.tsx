import { type ReactNode, useMemo } from 'react';
import { ChartPanel } from '../features/chart/chart-panel.tsx';
import { showAnswer, useOrders } from '../features/orders/orders-store.ts';
import { PositionPnl } from '../features/positions/live-cells.tsx';
import { showProtection, usePositions } from '../features/positions/positions-store.ts';
import { useProtections } from '../features/positions/protections-api.ts';
import { accountOf } from '../features/ticket/ticket-order.ts';
import { useTicket } from '../features/ticket/ticket-store.ts';
import { indexId, instrumentLabel } from '../lib/instrument-name.ts';
import { byFamily, environmentOf, useAccounts } from '../live/accounts-store.ts';
import { useGroups } from '../live/groups-store.ts';
import { serverNow } from '../live/link-store.ts';
import { changePreferences, usePreferences } from '../live/preferences.ts';
import { chartLines } from './chart-lines.ts';

/** Before an instrument is chosen: what most people look at first. */
const INDEX = { id: indexId('NIFTY'), name: 'NIFTY 50', tickSize: 0.05 } as const;

/** The chart of the ticket's instrument, with everything of it that rests, is held or is protected. */
export function DeskChart({ lead }: { readonly lead: ReactNode }) {
  const chosen = useTicket((ticket) => ticket.instrument);
  const interval = usePreferences((state) => state.values.interval ?? '5m');
  const accounts = useAccounts((state) => state.list);
  const accountId = useTicket((ticket) => ticket.accountId);
  // Where the ticket trades: elsewhere the instrument has other prices, and what rests there is no line of this chart.
  const environment = useMemo(
    () => accountOf({ accountId }, byFamily(accounts ?? []))?.environment,
    [accountId, accounts],
  );
  const shown = useMemo(
    () =>
      chosen === null
        ? { ...INDEX, environment }
        : { ...chosen, name: instrumentLabel(chosen, serverNow()), environment },
    [chosen, environment],
  );
  const orders = useOrders((state) => state.byId);
  const positions = usePositions((state) => state.byKey);
  const groups = useGroups((state) => state.list);
  const protections = useProtections();
  const lines = useMemo(
    () =>
      chartLines(shown.id, {
        orders: Object.values(orders).filter((order) => order.environment === shown.environment),
        positions: Object.values(positions ?? {}).filter(
          (position) => environmentOf(accounts, position.accountId) === shown.environment,
        ),
        groups: groups ?? [],
        isLoggedIn: (accountId) => accounts?.find(({ id }) => id === accountId)?.session.state === 'live',
        tickSize: shown.tickSize,
        nowMs: serverNow(),
        pnlOf: (position) => <PositionPnl position={position} />,
        protections,
        show: (answer) => {
          if (!('protection' in answer)) showAnswer(answer);
        },
        showLevels: showProtection,
      }),
    [shown, orders, positions, groups, accounts, protections],
  );
  return (
    <ChartPanel
      lead={lead}
      instrument={shown}
      interval={interval}
      onInterval={(chosenInterval) => changePreferences({ interval: chosenInterval })}
      lines={lines}
    />
  );
}
