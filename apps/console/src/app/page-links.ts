/** The pages and what waits on each: one list for the rail, the phone's bar and its page of all others. */
import {
  Bell,
  BookCopy,
  ClipboardCheck,
  EqualNot,
  LayoutDashboard,
  ListOrdered,
  type LucideIcon,
  Scale,
  ScrollText,
  Settings,
  Sunrise,
  Users,
  Zap,
} from 'lucide-react';
import { useOrders } from '../features/orders/orders-store.ts';
import { needsYou, summarise } from '../features/orders/status-words.ts';
import { useAccounts } from '../live/accounts-store.ts';
import { useDriftCount } from '../live/divergences-store.ts';
import { useNeedsYouCount } from './needs-you.ts';

export interface PageLink {
  readonly to: string;
  /** Pages that it also stands for. */
  readonly under?: string;
  readonly name: string;
  readonly Icon: LucideIcon;
  readonly badge?: number;
  readonly badgeWords?: string;
  /** It has a place in the phone's own bar. */
  readonly phone?: boolean;
}

/** The way to each page; trouble rises to its badge. */
export function usePageLinks(): readonly PageLink[] {
  const troubled = useOrders(
    (state) =>
      (state.ids ?? []).filter((id) => {
        const order = state.byId[id];
        return (
          order !== undefined && (order.status === 'uncertain' || needsYou(summarise(order.childOrders)))
        );
      }).length,
  );
  const loggedOut = useAccounts(
    (state) => state.list?.filter((account) => account.session.state !== 'live').length ?? 0,
  );
  const drift = useDriftCount();
  const needs = useNeedsYouCount();
  return [
    { to: '/desk', name: 'Desk', Icon: LayoutDashboard },
    { to: '/scalper', name: 'Scalper', Icon: Zap },
    {
      to: '/orders',
      name: 'Orders',
      Icon: ListOrdered,
      badge: troubled,
      badgeWords: 'need you',
      phone: true,
    },
    { to: '/positions', name: 'Positions', Icon: Scale, phone: true },
    { to: '/copy', name: 'Copy', Icon: BookCopy },
    { to: '/drift', name: 'Drift', Icon: EqualNot, badge: drift, badgeWords: 'open' },
    { to: '/alerts', name: 'Alerts', Icon: Bell, badge: needs, badgeWords: 'need you', phone: true },
    { to: '/readiness', name: 'Ready', Icon: Sunrise, phone: true },
    { to: '/accounts', name: 'Accounts', Icon: Users, badge: loggedOut, badgeWords: 'not logged in' },
    { to: '/review', name: 'Review', Icon: ClipboardCheck },
    { to: '/log', name: 'Log', Icon: ScrollText },
    { to: '/settings/look', under: '/settings/*?', name: 'Settings', Icon: Settings },
  ];
}
