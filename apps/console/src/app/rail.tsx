import { clsx } from 'clsx';
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
import { Link, useRoute } from 'wouter';
import { useOrders } from '../features/orders/orders-store.ts';
import { needsYou, summarise } from '../features/orders/status-words.ts';
import { useAccounts } from '../live/accounts-store.ts';
import { useDriftCount } from '../live/divergences-store.ts';
import { useNeedsYouCount } from './needs-you.ts';

/** The way to each page; trouble rises to its badge. */
export function Rail() {
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
  return (
    <nav
      aria-label="Pages"
      className="flex w-12 shrink-0 flex-col gap-0.5 border-r border-line bg-panel py-1"
    >
      <RailLink to="/desk" name="Desk" Icon={LayoutDashboard} />
      <RailLink to="/scalper" name="Scalper" Icon={Zap} />
      <RailLink to="/orders" name="Orders" Icon={ListOrdered} badge={troubled} badgeWords="need you" />
      <RailLink to="/positions" name="Positions" Icon={Scale} />
      <RailLink to="/copy" name="Copy" Icon={BookCopy} />
      <RailLink to="/drift" name="Drift" Icon={EqualNot} badge={drift} badgeWords="open" />
      <RailLink to="/alerts" name="Alerts" Icon={Bell} badge={useNeedsYouCount()} badgeWords="need you" />
      <RailLink to="/readiness" name="Ready" Icon={Sunrise} />
      <RailLink to="/accounts" name="Accounts" Icon={Users} badge={loggedOut} badgeWords="not logged in" />
      <RailLink to="/review" name="Review" Icon={ClipboardCheck} />
      <RailLink to="/log" name="Log" Icon={ScrollText} />
      <RailLink to="/settings/look" under="/settings/*?" name="Settings" Icon={Settings} />
    </nav>
  );
}

interface RailLinkProps {
  readonly to: string;
  /** Pages that it also stands for. */
  readonly under?: string;
  readonly name: string;
  readonly Icon: LucideIcon;
  readonly badge?: number;
  readonly badgeWords?: string;
}

function RailLink({ to, under = `${to}/*?`, name, Icon, badge = 0, badgeWords }: RailLinkProps) {
  const [here] = useRoute(under);
  return (
    <Link
      href={to}
      aria-current={here ? 'page' : undefined}
      className={clsx(
        'relative flex h-12 flex-col items-center justify-center gap-0.5 border-l-2 text-rail focus-visible:-outline-offset-2',
        here
          ? 'border-text bg-selected text-text'
          : 'border-transparent text-text-2 hover:bg-hover hover:text-text',
      )}
    >
      <Icon aria-hidden size={17} />
      <span>{name}</span>
      {badge === 0 ? null : (
        <span className="figures absolute top-0.5 right-0.5 min-w-4 rounded-chip border border-warn bg-panel px-1 text-center text-rail text-warn">
          {badge}
          <span className="sr-only"> {badgeWords}</span>
        </span>
      )}
    </Link>
  );
}
