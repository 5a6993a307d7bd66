import { KillDialog } from '../features/kill-switch/kill-dialog.tsx';
import { closeKillSwitch, useKillDialog } from '../features/kill-switch/kill-switch-store.ts';
import { askSquareOff } from '../features/square-off/square-off-request.ts';
import { useStanding } from './standing.ts';

/** The kill switch's dialog over whatever page is open. Not a chunk of its own: it must open without a connection. */
export function KillSwitchLayer() {
  const open = useKillDialog((state) => state.open);
  return open ? <OpenDialog /> : null;
}

function OpenDialog() {
  return <KillDialog standingIn={useStanding()} onSquareOff={askSquareOff} onClose={closeKillSwitch} />;
}
