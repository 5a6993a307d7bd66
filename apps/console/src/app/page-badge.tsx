import { clsx } from 'clsx';
import type { PageLink } from './page-links.ts';

/** How many things wait on a page; nothing where nothing does. */
export function PageBadge({
  link: { badge = 0, badgeWords },
  className,
}: {
  readonly link: PageLink;
  readonly className?: string;
}) {
  if (badge === 0) return null;
  return (
    <span
      className={clsx(
        'figures min-w-4 rounded-chip border border-warn bg-panel px-1 text-center text-rail text-warn',
        className,
      )}
    >
      {badge}
      <span className="sr-only"> {badgeWords}</span>
    </span>
  );
}
