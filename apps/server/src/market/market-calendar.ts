/**
 * The calendar of live accounts: the one that comes along, or a file of the operator's.
 *
 * Decides: what such a file may say. A wrong one stops the start: hours that are guessed cost money.
 */
import { readFile } from 'node:fs/promises';
import { type CalendarData, SEGMENTS, SessionCalendar, type SessionHours } from '@copydesk/core';
import * as z from 'zod';
import { type Config, ConfigError } from '../config/config.ts';
import { CALENDAR_2026 } from './calendar-2026.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'needs a time as HH:MM');
const hours = z.strictObject({
  opens: timeOfDay,
  closes: timeOfDay,
  cutOff: timeOfDay.optional(),
  deskCloses: timeOfDay.optional(),
});
const segment = z.enum(SEGMENTS);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'needs a date as YYYY-MM-DD');
const file = z.strictObject({
  /** The last date that `specialDays` cover. */
  knownUntil: date.optional(),
  hours: z.partialRecord(segment, hours).default({}),
  specialDays: z
    .array(
      z.strictObject({
        date,
        segments: z.array(segment).default([...SEGMENTS]),
        hours: hours.optional(),
        name: z.string().optional(),
      }),
    )
    .optional(),
});

/** The data by which live accounts trade. A segment that the file names, and its list of special days, stand whole in place of ours; what it leaves out stays as it comes along. */
export async function loadCalendar(
  config: Pick<Config, 'marketCalendar' | 'closeIntraday'>,
): Promise<CalendarData> {
  const data =
    config.marketCalendar === undefined ? CALENDAR_2026 : await readCalendar(config.marketCalendar);
  const ours = config.closeIntraday ? data : withoutDeskClosing(data);
  try {
    new SessionCalendar(ours);
  } catch (error) {
    throw new ConfigError([`MARKET_CALENDAR: ${(error as Error).message}`]);
  }
  return ours;
}

async function readCalendar(path: string): Promise<CalendarData> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError([
      `MARKET_CALENDAR cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    ]);
  }
  const parsed = file.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `MARKET_CALENDAR ${issue.path.join('.')} ${issue.message}`),
    );
  }
  const given = parsed.data;
  return {
    hours: { ...CALENDAR_2026.hours, ...given.hours },
    // Whoever brings days of their own says how far they go.
    knownUntil: given.knownUntil ?? (given.specialDays === undefined ? CALENDAR_2026.knownUntil : undefined),
    specialDays:
      given.specialDays?.map(({ date, segments, hours: special }) => ({ date, segments, hours: special })) ??
      CALENDAR_2026.specialDays,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError(['MARKET_CALENDAR is no JSON']);
  }
}

/** The brokers close product `I` then, and nobody before them. */
function withoutDeskClosing({ hours: all, specialDays, ...rest }: CalendarData): CalendarData {
  const plain = (session: SessionHours): SessionHours => ({ ...session, deskCloses: undefined });
  return {
    ...rest,
    hours: Object.fromEntries(
      SEGMENTS.map((name) => [name, plain(all[name])] as const),
    ) as CalendarData['hours'],
    specialDays: specialDays.map((day) => ({
      ...day,
      hours: day.hours === undefined ? undefined : plain(day.hours),
    })),
  };
}
