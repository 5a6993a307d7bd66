import { stopsGroup, useKillSwitch } from '../features/kill-switch/kill-switch-api.ts';
import { ReadinessPage } from '../features/readiness/readiness-page.tsx';

/** The morning board, which arms nothing that a kill switch stops. */
export function Readiness() {
  const { data } = useKillSwitch();
  return <ReadinessPage isStopped={(group) => stopsGroup(data, group)} />;
}
