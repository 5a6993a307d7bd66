import { useStops } from '../features/kill-switch/kill-switch-api.ts';
import { ReadinessPage } from '../features/readiness/readiness-page.tsx';
import { stopsGroup } from '../live/scope.ts';

/** The morning board, which arms nothing that a kill switch stops. */
export function Readiness() {
  const stops = useStops();
  return <ReadinessPage isStopped={(group) => stopsGroup(stops, group)} />;
}
