import { useEffect, useState } from 'react';
import { serverNow } from './link-store.ts';

/** The server's time, moved on every `everyMs`. */
export function useServerClock(everyMs: number): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
