import { ExitDialog } from './exit-dialog.tsx';
import { closeExit, useExitRequest } from './exit-request.ts';

/** The question of an exit, above whatever page it was asked from. */
export function ExitLayer() {
  const request = useExitRequest((state) => state.request);
  if (request === null) return null;
  return <ExitDialog position={request.position} part={request.part} onClose={closeExit} />;
}
