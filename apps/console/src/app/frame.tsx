import { lazy, type ReactNode } from 'react';
import { PagePart } from '../components/ui/page-part.tsx';
import { KillBanner } from '../features/kill-switch/kill-banner.tsx';
import { useScreen } from '../lib/screen.ts';
import { CutBanner } from './cut-banner.tsx';
import { KillSwitchLayer } from './kill-switch.tsx';
import { useCallOut } from './needs-you.ts';
import { PhoneNav, PhoneTop } from './phone-frame.tsx';
import { Rail } from './rail.tsx';
import { SandboxBand } from './sandbox-band.tsx';
import { TopBar } from './top-bar.tsx';

// What stands at the foot comes a moment after the page.
const StatusBar = lazy(async () => ({ default: (await import('./status-bar.tsx')).StatusBar }));
// What warns of the end of the day comes a moment after the page.
const Intraday = lazy(async () => ({ default: (await import('./intraday.tsx')).Intraday }));

// What takes a change back is not needed before there was one.
const UndoBar = lazy(async () => ({ default: (await import('./undo-bar.tsx')).UndoBar }));

/** What stands around every page: rail, top bar, the sandbox's band, status bar; on a phone a top and a bar at the thumb. */
export function Frame({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const phone = useScreen() === 'phone';
  useCallOut();
  return (
    // What is laid somewhere by itself, such as words for a screen reader, is cut off with the rest, and scrolls no page.
    <div className="relative flex h-full flex-col overflow-hidden">
      <header className="shrink-0">
        <SandboxBand />
        {phone ? <PhoneTop /> : <TopBar name={name} />}
        <CutBanner />
        <KillBanner />
        <PagePart name="The warning before the intraday close">
          <Intraday />
        </PagePart>
      </header>
      <div className="flex min-h-0 flex-1">
        {phone ? null : <Rail />}
        <main className="flex min-w-0 flex-1 flex-col">{children}</main>
      </div>
      {phone ? (
        <PhoneNav />
      ) : (
        <PagePart
          name="The status bar"
          waiting={<div className="h-6 shrink-0 border-t border-line bg-panel" aria-busy />}
        >
          <StatusBar />
        </PagePart>
      )}
      <PagePart name="The way back from the last change" place="above">
        <UndoBar />
      </PagePart>
      <KillSwitchLayer />
    </div>
  );
}
