import type { ReactNode } from 'react';
import { KillBanner } from '../features/kill-switch/kill-banner.tsx';
import { useAccounts } from '../live/accounts-store.ts';
import { CutBanner } from './cut-banner.tsx';
import { KillSwitchLayer } from './kill-switch.tsx';
import { useCallOut } from './needs-you.ts';
import { Rail } from './rail.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';

/** What stands around every page: rail, top bar, the sandbox's band, status bar. */
export function Frame({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const sandbox = useAccounts(
    (state) => state.list?.some((account) => account.environment === 'sandbox') ?? false,
  );
  useCallOut();
  return (
    <div className="flex h-full flex-col overflow-hidden">
      <header className="shrink-0">
        {sandbox ? (
          <p className="h-5 shrink-0 bg-sandbox text-center text-label leading-5 font-semibold text-on-sandbox">
            SANDBOX: no real money
          </p>
        ) : null}
        <TopBar name={name} />
        <CutBanner />
        <KillBanner />
      </header>
      <div className="flex min-h-0 flex-1">
        <Rail />
        <main className="flex min-w-0 flex-1 flex-col">{children}</main>
      </div>
      <StatusBar />
      <KillSwitchLayer />
    </div>
  );
}
