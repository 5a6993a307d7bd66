/** A calendar for benches: the hours of 2026, every segment alike. */
import { SEGMENTS, type Segment, SessionCalendar, type SessionHours } from '../../src/index.ts';

const HOURS: SessionHours = { opens: '09:15', closes: '15:30', cutOff: '15:20', deskCloses: '15:10' };

/** Cash hours everywhere, closed on the given dates. The desk closes product `I` at 15:10 unless told otherwise. */
export function workingDays(
  closed: readonly string[] = [],
  hours: Partial<SessionHours> = {},
): SessionCalendar {
  const every = Object.fromEntries(SEGMENTS.map((segment) => [segment, { ...HOURS, ...hours }]));
  return new SessionCalendar({
    hours: every as Record<Segment, SessionHours>,
    specialDays: closed.map((date) => ({ date, segments: SEGMENTS, hours: undefined })),
  });
}
