import { AlertsPage } from '../features/alerts/alerts-page.tsx';
import { useCauses } from './needs-you.ts';

/** Alerts, with the causes that stand now. */
export function Alerts() {
  return <AlertsPage causes={useCauses()} />;
}
