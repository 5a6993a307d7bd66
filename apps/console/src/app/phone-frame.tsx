import { clsx } from 'clsx';
import { Menu } from 'lucide-react';
import { Link, useRoute } from 'wouter';
import { KillButton } from '../features/kill-switch/kill-button.tsx';
import { useGroups } from '../live/groups-store.ts';
import { Connection } from './connection.tsx';
import { DayPnl } from './day-pnl.tsx';
import { GroupState } from './group-state.tsx';
import { PageBadge } from './page-badge.tsx';
import { type PageLink, usePageLinks } from './page-links.ts';

/** The phone's top: what is armed, the kill switch, the connection, the day. */
export function PhoneTop() {
  const groups = useGroups((state) => state.list);
  return (
    <div className="flex flex-col border-b border-line bg-panel px-3 pt-2 text-control min-[600px]:flex-row min-[600px]:items-center min-[600px]:gap-4 min-[600px]:py-1">
      <div className="flex min-w-0 items-center gap-2 min-[600px]:flex-1">
        <div className="flex min-w-0 flex-1 gap-2 overflow-x-auto">
          {groups?.map((group) => (
            <GroupState key={group.id} group={group} />
          ))}
        </div>
        <KillButton />
      </div>
      {/* What is pressed there is as high as a thumb, its words are not: they stand close. */}
      <div className="-mt-1 -mb-0.5 flex items-center justify-between gap-4 min-[600px]:order-first min-[600px]:m-0">
        <Connection />
        <DayPnl />
      </div>
    </div>
  );
}

/** The phone's way to its pages, at the thumb. */
export function PhoneNav() {
  const links = usePageLinks();
  const others = links.filter((link) => link.phone !== true);
  const waiting = others.reduce((sum, { badge = 0 }) => sum + badge, 0);
  const more: PageLink = {
    to: '/more',
    name: 'More',
    Icon: Menu,
    badge: waiting,
    badgeWords: 'wait on other pages',
  };
  return (
    <nav aria-label="Pages" className="flex shrink-0 border-t border-line bg-panel">
      {[...links.filter((link) => link.phone === true), more].map((link) => (
        <PhoneLink key={link.to} link={link} />
      ))}
    </nav>
  );
}

function PhoneLink({ link }: { readonly link: PageLink }) {
  const { to, name, Icon } = link;
  const [here] = useRoute(`${to}/*?`);
  return (
    <Link
      href={to}
      aria-current={here ? 'page' : undefined}
      className={clsx(
        'relative flex h-13 flex-1 flex-col items-center justify-center gap-0.5 border-t-2 text-label focus-visible:-outline-offset-2',
        here ? 'border-text text-text' : 'border-transparent text-text-2',
      )}
    >
      <Icon aria-hidden size={19} />
      <span>{name}</span>
      <PageBadge link={link} className="absolute top-1 left-1/2 ml-1.5" />
    </Link>
  );
}
