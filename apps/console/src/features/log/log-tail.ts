/**
 * The journal, newest first, as far as the page has read it.
 *
 * Decides: where reading begins (the last rows, not the first of a year), and that new events are read when the socket
 * tells of them. At most 2,000 rows are kept; older ones are read again on request.
 */
import { eventsSchema, type JournalEvent } from '@copydesk/api-contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, wordsOf } from '../../lib/api-client.ts';
import { useLink } from '../../live/link-store.ts';

const PAGE = 200;
const KEPT = 2000;

interface LogTail {
  /** Newest first; null until the first reading. */
  readonly events: readonly JournalEvent[] | null;
  /** Whether there are older ones than those shown. */
  readonly hasOlder: boolean;
  readonly problem: string | null;
  readonly readOlder: () => void;
}

async function eventsAfter(after: number, signal?: AbortSignal): Promise<readonly JournalEvent[]> {
  const { items } = await call({
    path: '/api/events',
    query: { after: Math.max(0, after), limit: PAGE },
    answer: eventsSchema,
    ...(signal === undefined ? {} : { signal }),
  });
  return items;
}

export function useLogTail(): LogTail {
  const last = useLink((link) => link.lastEventId);
  const [events, setEvents] = useState<readonly JournalEvent[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const newest = useRef<number | null>(null);

  useEffect(() => {
    if (last === null) return undefined;
    const reading = new AbortController();
    const read = async (): Promise<void> => {
      // The first time the end of the journal, then whatever came after.
      for (let after = newest.current ?? last - PAGE; after < last; ) {
        const found = await eventsAfter(after, reading.signal);
        const end = found.at(-1)?.eventId;
        if (end === undefined) break;
        after = end;
        newest.current = end;
        setEvents((before) => [...found.toReversed(), ...(before ?? [])].slice(0, KEPT));
      }
      setEvents((before) => before ?? []);
      setProblem(null);
    };
    read().catch((error: unknown) => {
      if (!reading.signal.aborted) setProblem(wordsOf(error));
    });
    return () => reading.abort();
  }, [last]);

  const oldest = events?.at(-1)?.eventId ?? 1;
  const readOlder = useCallback(() => {
    eventsAfter(oldest - 1 - PAGE)
      .then((found) => {
        const older = found.filter((event) => event.eventId < oldest).toReversed();
        setEvents((before) => [...(before ?? []), ...older]);
      })
      .catch((error: unknown) => setProblem(wordsOf(error)));
  }, [oldest]);
  return { events, hasOlder: events !== null && oldest > 1, problem, readOlder };
}
