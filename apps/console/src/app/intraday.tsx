import { useMemo } from 'react';
import { IntradayStrip } from '../features/intraday/intraday-strip.tsx';
import { usePositions } from '../features/positions/positions-store.ts';

/** The warning of the end of the day, for what the page knows to be held. */
export function Intraday() {
  const byKey = usePositions((state) => state.byKey);
  return <IntradayStrip positions={useMemo(() => Object.values(byKey ?? {}), [byKey])} />;
}
