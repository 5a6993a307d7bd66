import { type PlaceOrderBody, type PreviewItem, previewSchema } from '@copydesk/api-contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../lib/api-client.ts';
import { usePaused } from '../lib/use-paused.ts';

/** A person types faster than this between two figures of one number. */
const PAUSE_MS = 250;
/** Funds and positions move: what stands in view is asked again. */
const AGAIN_MS = 10_000;

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
  const text = body === null ? null : JSON.stringify(body);
  const asked = usePaused(text, PAUSE_MS);
  const { data, isPlaceholderData, isFetching, dataUpdatedAt, isError } = useQuery({
    queryKey: ['preview', asked],
    queryFn: ({ signal }) =>
      call({
        method: 'POST',
        path: '/api/orders/preview',
        body: JSON.parse(asked ?? 'null') as unknown,
        answer: previewSchema,
        signal,
      }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
    refetchInterval: AGAIN_MS,
  });
  const items = text === null || isError ? undefined : data?.items;
  return {
    items,
    old: text !== asked || isPlaceholderData || (isFetching && dataUpdatedAt === 0),
    atMs: dataUpdatedAt,
  };
}
