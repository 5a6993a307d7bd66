/** Candles of one instrument: a first stretch, older ones as somebody scrolls to them, and the newest again each minute. */
import { type Account, candlesSchema } from '@copydesk/api-contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { call } from '../../lib/api-client.ts';
import { serverNow, useLink } from '../../live/link-store.ts';
import { CANDLES_MOST, type Candle, candleOf, joined } from './candle.ts';
import type { Interval } from './candle-times.ts';

const DAY_MS = 86_400_000;
/** Of one request: some hundred candles, and never only holidays. */
const STRETCH_DAYS: Readonly<Record<Interval, number>> = {
  '1m': 5,
  '5m': 10,
  '15m': 30,
  '1h': 120,
  '1d': 730,
};
/** So far back it is looked for a first trade. */
const EMPTY_STRETCHES = 3;
const AGAIN_MS = 60_000;
const UNREAD_TIMES = 3;
const UNREAD_PAUSE_MS = 5_000;

interface Stretch {
  readonly fromMs: number;
  readonly candles: readonly Candle[];
}

interface Wanted {
  readonly instrumentId: string;
  readonly interval: Interval;
  readonly environment: Account['environment'] | undefined;
}

async function readStretch(
  { instrumentId, interval, environment }: Wanted,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number | null },
  signal: AbortSignal,
): Promise<Stretch> {
  const to = toMs === null ? undefined : new Date(toMs).toISOString();
  const { items } = await call({
    path: `/api/instruments/${encodeURIComponent(instrumentId)}/candles`,
    query: { interval, from: new Date(fromMs).toISOString(), to, environment },
    answer: candlesSchema,
    signal,
  });
  return { fromMs, candles: items.map(candleOf) };
}

/** Where the next older stretch ends; undefined once there is nothing older, or enough. */
function olderThan(stretches: readonly Stretch[]): number | undefined {
  const oldest = stretches.at(-1);
  const count = stretches.reduce((sum, { candles }) => sum + candles.length, 0);
  if (oldest === undefined || count >= CANDLES_MOST) return undefined;
  const isEmpty = oldest.candles.length === 0;
  return isEmpty && (count > 0 || stretches.length >= EMPTY_STRETCHES) ? undefined : oldest.fromMs;
}

/** The candles of an instrument, oldest first, and how older ones are asked for. */
export function useCandles(
  { id: instrumentId, environment }: { readonly id: string; readonly environment: Wanted['environment'] },
  interval: Interval,
) {
  const wanted = { instrumentId, interval, environment };
  const stretchMs = STRETCH_DAYS[interval] * DAY_MS;
  const history = useInfiniteQuery({
    queryKey: ['candles', instrumentId, interval, environment],
    queryFn: ({ pageParam: toMs, signal }) =>
      readStretch(wanted, { fromMs: (toMs ?? serverNow()) - stretchMs, toMs }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (_last, stretches) => olderThan(stretches),
    enabled: environment !== undefined,
    // What is over does not change; what is new comes by the other reading.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = history;
  const first = data?.pages[0];
  const sinceMs = first?.candles.at(-1)?.atMs ?? first?.fromMs;
  const newest = useQuery({
    queryKey: ['candles-since', instrumentId, interval, environment, sinceMs],
    queryFn: async ({ signal }) =>
      (await readStretch(wanted, { fromMs: sinceMs ?? 0, toMs: null }, signal)).candles,
    enabled: sinceMs !== undefined,
    initialData: [],
    initialDataUpdatedAt: history.dataUpdatedAt,
    staleTime: AGAIN_MS / 2,
    refetchInterval: AGAIN_MS,
  });
  useAfterCut(newest.refetch);
  const pages = data?.pages;
  const candles = useMemo(
    () => joined([...(pages ?? []).map((page) => page.candles).toReversed(), newest.data]),
    [pages, newest.data],
  );
  const isEmpty = data !== undefined && candles.length === 0;
  const looksOn = isEmpty && hasNextPage && !isFetchNextPageError;
  const read = pages?.length;
  useEffect(() => {
    // Once for each stretch that told of nothing.
    void read;
    if (looksOn) void fetchNextPage();
  }, [looksOn, read, fetchNextPage]);
  return {
    candles,
    isRead: data !== undefined && !looksOn,
    /** So many days were looked at. */
    daysRead: (pages?.length ?? 1) * STRETCH_DAYS[interval],
    error: data === undefined || isFetchNextPageError ? history.error : null,
    newestError: newest.error,
    retry: () => void (data === undefined ? history.refetch() : fetchNextPage()),
    onOlder: () => {
      if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
    },
    onUnread: useFewTimes(newest.refetch, candles),
  } as const;
}

/** At the opening a tick may be faster than the first candle: it is asked for a few times, then each minute as ever. */
function useFewTimes(readAgain: () => unknown, candles: readonly Candle[]): () => void {
  const asked = useRef({ of: candles, times: 0, atMs: Number.NEGATIVE_INFINITY });
  return () => {
    const now = performance.now();
    if (asked.current.of.length !== candles.length) asked.current = { of: candles, times: 0, atMs: 0 };
    if (asked.current.times >= UNREAD_TIMES || now - asked.current.atMs < UNREAD_PAUSE_MS) return;
    asked.current = { of: candles, times: asked.current.times + 1, atMs: now };
    readAgain();
  };
}

/** What happened while the page was cut off is read at once. */
function useAfterCut(readAgain: () => unknown): void {
  const state = useLink((link) => link.state);
  const wasLost = useRef(false);
  useEffect(() => {
    if (state === 'lost') wasLost.current = true;
    if (state !== 'live' || !wasLost.current) return;
    wasLost.current = false;
    readAgain();
  }, [state, readAgain]);
}
