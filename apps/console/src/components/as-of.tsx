import { useEffect, useState } from 'react';
import { formatAge } from '../lib/times.ts';

/** `as of 0.3 s ago`, by this computer's clock. */
export function AsOf({ atMs }: { readonly atMs: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return <>as of {formatAge(now - atMs)} ago</>;
}
