import { PagePart } from '../components/ui/page-part.tsx';
import { KillDialog } from '../features/kill-switch/kill-dialog.tsx';
import { closeKillSwitch, useKillDialog } from '../features/kill-switch/kill-switch-store.ts';
import { askSquareOff } from '../features/square-off/square-off-request.ts';
import { useStanding } from './standing.ts';

/** The kill switch's dialog over whatever page is open. Not a chunk of its own: it must open without a connection. */
export function KillSwitchLayer() {
  const open = useKillDialog((state) => state.open);
  return (
    <PagePart name="The kill switch's dialog" place="above">
      {open ? <OpenDialog /> : null}
    </PagePart>
  );
}

function OpenDialog() {
  return <KillDialog standingIn={useStanding()} onSquareOff={askSquareOff} onClose={closeKillSwitch} />;
}
