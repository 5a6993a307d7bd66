import { createContext, useContext, useState } from 'react';

/** Whether what stands here is seen, or hidden behind something else. */
export const IsShown = createContext(true);

/** When the newest of what was there while it was hidden was said; 0 where it was never hidden. */
export function useSaidBefore(newestMs: number): number {
  const shown = useContext(IsShown);
  const [hiddenMs, setHiddenMs] = useState(0);
  if (!shown && newestMs !== hiddenMs) setHiddenMs(newestMs);
  return hiddenMs;
}
