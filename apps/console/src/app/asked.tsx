import { CancelAllLayer } from '../features/orders/cancel-all-dialog.tsx';
import { LevelLayer } from '../features/positions/level-dialog.tsx';
import { SquareOffLayer } from '../features/square-off/square-off-control.tsx';
import { useStanding } from './standing.ts';

/** Questions that the palette, or the kill switch, opens above whatever page is there. */
export function Asked() {
  return (
    <>
      <CancelAllLayer />
      <LevelLayer />
      <SquareOffLayer standingIn={useStanding()} />
    </>
  );
}
