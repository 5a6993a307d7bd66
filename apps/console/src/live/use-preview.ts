import { type PlaceOrderBody, type PreviewItem, previewSchema } from '@copydesk/api-contract';
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useContext } from 'react';
import type * as z from 'zod/mini';
import { call } from '../lib/api-client.ts';
import { IsShown, useSaidBefore } from '../lib/is-shown.ts';
import { usePaused } from '../lib/use-paused.ts';

/** A person types faster than this between two figures of one number. */
export const PAUSE_MS = 250;
/** Funds and positions move: what stands in view is asked again. */
export const AGAIN_MS = 10_000;

export interface PreviewState {
  /** What the server would send to whom; undefined while it has not said, or could not. */
  readonly items: readonly PreviewItem[] | undefined;
  /** The figures are of terms that were changed since, or are being asked for. */
  readonly old: boolean;
  /** When the server said it, by this computer's clock. */
  readonly atMs: number;
}

/**
 * What the server would make of these terms, account by account. Nothing is sent to a broker's order route, and nothing is asked
 * for what is not shown.
 */
export function usePreview(body: PlaceOrderBody | null): PreviewState {
  const text = textOf(body);
  const asked = usePaused(text, PAUSE_MS);
  const shown = useContext(IsShown);
  const read = useQuery({ ...previewOf(asked, AGAIN_MS, shown), placeholderData: keepPreviousData });
  const beforeMs = useSaidBefore(read.dataUpdatedAt);
  return stateOf(read, { isNothing: text === null, isOther: text !== asked, beforeMs });
}

/** The terms as they are asked about and compared. */
export function textOf(body: PlaceOrderBody | null): string | null {
  return body === null ? null : JSON.stringify(body);
}

/** The question about terms, asked again every so often. */
export function previewOf(asked: string | null, everyMs: number, shown: boolean) {
  return {
    queryKey: ['preview', asked],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      call({
        method: 'POST',
        path: '/api/orders/preview',
        body: JSON.parse(asked ?? 'null') as unknown,
        answer: previewSchema,
        signal,
      }),
    enabled: asked !== null && shown,
    retry: false,
    staleTime: 0,
    refetchInterval: everyMs,
  };
}

type Read = Pick<
  UseQueryResult<z.output<typeof previewSchema>>,
  'data' | 'isPlaceholderData' | 'isFetching' | 'dataUpdatedAt' | 'isError'
>;

interface Asked {
  /** Nothing can be asked. */
  readonly isNothing: boolean;
  /** The terms are others than those that were asked about. */
  readonly isOther: boolean;
  /** What was said until then is old until it is said again: it was hidden since. */
  readonly beforeMs: number;
}

/** What came of it. */
export function stateOf(read: Read, { isNothing, isOther, beforeMs }: Asked): PreviewState {
  return {
    items: isNothing || read.isError ? undefined : read.data?.items,
    old: isOther || read.isPlaceholderData || (read.isFetching && read.dataUpdatedAt <= beforeMs),
    atMs: read.dataUpdatedAt,
  };
}
