import type { PlaceOrderBody } from '@copydesk/api-contract';
import { useQueries } from '@tanstack/react-query';
import { useContext } from 'react';
import { IsShown, useSaidBefore } from '../lib/is-shown.ts';
import { usePaused } from '../lib/use-paused.ts';
import { AGAIN_MS, PAUSE_MS, type PreviewState, previewOf, stateOf, textOf } from './use-preview.ts';

const NOT_YET: PreviewState = { items: undefined, old: true, atMs: 0 };

/** What the server would make of several orders, each by itself; all together they ask no more often than one does. */
export function usePreviews(bodies: readonly (PlaceOrderBody | null)[]): readonly PreviewState[] {
  const texts = bodies.map(textOf);
  const joined = JSON.stringify(texts);
  const asked = usePaused(joined, PAUSE_MS);
  const shown = useContext(IsShown);
  const reads = useQueries({
    queries: (JSON.parse(asked) as typeof texts).map((text) =>
      previewOf(text, AGAIN_MS * texts.length, shown),
    ),
  });
  const beforeMs = useSaidBefore(Math.max(0, ...reads.map(({ dataUpdatedAt }) => dataUpdatedAt)));
  return texts.map((text, index) => {
    const read = reads[index];
    return read === undefined
      ? NOT_YET
      : stateOf(read, { isNothing: text === null, isOther: joined !== asked, beforeMs });
  });
}
