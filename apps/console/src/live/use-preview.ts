import { type PlaceOrderBody, type PreviewItem, previewSchema } from '@copydesk/api-contract';
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { call } from '../lib/api-client.ts';
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

/** What the server would make of these terms, account by account. Nothing is sent to a broker's order route. */
export function usePreview(body: PlaceOrderBody | null): PreviewState {
  const text = textOf(body);
  const asked = usePaused(text, PAUSE_MS);
  const read = useQuery({ ...previewOf(asked, AGAIN_MS), placeholderData: keepPreviousData });
  return stateOf(read, text === null, text !== asked);
}

/** The terms as they are asked about and compared. */
export function textOf(body: PlaceOrderBody | null): string | null {
  return body === null ? null : JSON.stringify(body);
}

/** The question about terms, asked again every so often. */
export function previewOf(asked: string | null, everyMs: number) {
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
    enabled: asked !== null,
    retry: false,
    staleTime: 0,
    refetchInterval: everyMs,
  };
}

type Read = Pick<
  UseQueryResult<z.output<typeof previewSchema>>,
  'data' | 'isPlaceholderData' | 'isFetching' | 'dataUpdatedAt' | 'isError'
>;

/** What came of it. */
export function stateOf(read: Read, isNothing: boolean, isOther: boolean): PreviewState {
  return {
    items: isNothing || read.isError ? undefined : read.data?.items,
    old: isOther || read.isPlaceholderData || (read.isFetching && read.dataUpdatedAt === 0),
    atMs: read.dataUpdatedAt,
  };
}
