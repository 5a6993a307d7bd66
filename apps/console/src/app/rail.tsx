import { clsx } from 'clsx';
import { Link, useRoute } from 'wouter';
import { PageBadge } from './page-badge.tsx';
import { type PageLink, usePageLinks } from './page-links.ts';

/** The pages, at the left edge. */
export function Rail() {
  return (
    <nav
      aria-label="Pages"
      className="flex w-12 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line bg-panel py-1"
    >
      {usePageLinks().map((link) => (
        <RailLink key={link.to} link={link} />
      ))}
    </nav>
  );
}

function RailLink({ link }: { readonly link: PageLink }) {
  const { to, under = `${to}/*?`, name, Icon } = link;
  const [here] = useRoute(under);
  return (
    <Link
      href={to}
      aria-current={here ? 'page' : undefined}
      className={clsx(
        'relative flex h-12 shrink-0 flex-col items-center justify-center gap-0.5 border-l-2 text-rail tracking-tight focus-visible:-outline-offset-2',
        here
          ? 'border-text bg-selected text-text'
          : 'border-transparent text-text-2 hover:bg-hover hover:text-text',
      )}
    >
      <Icon aria-hidden size={17} />
      <span>{name}</span>
      <PageBadge link={link} className="absolute top-px right-px min-w-3.5! px-0.5!" />
    </Link>
  );
}
