import { ChevronRight } from 'lucide-react';
import { lazy } from 'react';
import { Link } from 'wouter';
import { PagePart } from '../components/ui/page-part.tsx';
import { PageBadge } from './page-badge.tsx';
import { usePageLinks } from './page-links.ts';

const UserMenu = lazy(async () => ({ default: (await import('./user-menu.tsx')).UserMenu }));

/** The pages that the phone's bar has no room for, and who is signed in. */
export function MorePage({ name }: { readonly name: string }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto bg-panel">
      <div className="flex min-h-11 shrink-0 items-center justify-between border-b border-line px-3">
        <h1 className="text-title font-semibold">More</h1>
        <PagePart name="The menu">
          <UserMenu name={name} />
        </PagePart>
      </div>
      <ul>
        {usePageLinks()
          .filter((link) => link.phone !== true)
          .map((link) => (
            <li key={link.to} className="border-b border-line">
              <Link href={link.to} className="flex h-13 items-center gap-3 px-3 text-control hover:bg-hover">
                <link.Icon aria-hidden size={18} className="text-text-2" />
                {link.name}
                <PageBadge link={link} />
                <ChevronRight aria-hidden size={16} className="ml-auto text-muted" />
              </Link>
            </li>
          ))}
      </ul>
    </div>
  );
}
