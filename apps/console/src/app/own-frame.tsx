import { lazy, type ReactNode } from 'react';
import { PagePart } from '../components/ui/page-part.tsx';
import { KillBanner } from '../features/kill-switch/kill-banner.tsx';
import { KillButton } from '../features/kill-switch/kill-button.tsx';
import { useGroups } from '../live/groups-store.ts';
import { Connection } from './connection.tsx';
import { CutBanner } from './cut-banner.tsx';
import { GroupState } from './group-state.tsx';
import { KillSwitchLayer } from './kill-switch.tsx';
import { useCallOut } from './needs-you.ts';
import { SandboxBand } from './sandbox-band.tsx';

// Fetched ahead with the page: what is asked here leads out of positions.
const Asked = lazy(async () => ({ default: (await import('./asked.tsx')).Asked }));

/** What stands around a panel in a window of its own: armed state, connection and kill switch stay in view. */
export function OwnFrame({ children }: { readonly children: ReactNode }) {
  const groups = useGroups((state) => state.list);
  useCallOut();
  return (
    <div className="flex h-full flex-col overflow-hidden">
      <header className="shrink-0">
        <SandboxBand />
        <div className="flex h-10 items-center gap-4 border-b border-line bg-panel px-3 text-control">
          {groups?.map((group) => (
            <GroupState key={group.id} group={group} />
          ))}
          <span className="ml-auto" />
          <Connection />
          <KillButton />
        </div>
        <CutBanner />
        <KillBanner />
      </header>
      <main className="flex min-h-0 flex-1 flex-col">
        <PagePart name="This page">{children}</PagePart>
      </main>
      <KillSwitchLayer />
      <PagePart name="What is asked here" place="above">
        <Asked />
      </PagePart>
    </div>
  );
}
