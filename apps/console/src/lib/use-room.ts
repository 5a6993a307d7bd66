import { type RefCallback, useCallback, useState } from 'react';

/** Whether an element is so many pixels wide, as it is laid out now; false before that is known. */
export function useRoom(px: number): readonly [boolean, RefCallback<HTMLElement>] {
  const [room, setRoom] = useState(false);
  const watch = useCallback(
    (box: HTMLElement | null) => {
      if (box === null || typeof ResizeObserver === 'undefined') return undefined;
      const observer = new ResizeObserver(([entry]) => {
        if (entry !== undefined) setRoom(entry.contentRect.width >= px);
      });
      observer.observe(box);
      return () => observer.disconnect();
    },
    [px],
  );
  return [room, watch];
}
