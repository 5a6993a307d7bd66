/** Times as the trader reads them: India, 24 hours; ages in words. Formatters are made once, they are dear. */

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const CLOCK_MS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kolkata', day: '2-digit', month: 'short' });
const DAY_KEY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' });
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;

/** `11:42:07`, of an ISO time or milliseconds. */
export function formatTime(at: string | number): string {
  return CLOCK.format(new Date(at));
}

/** `11:42:07.041`, for timeline and log. */
export function formatTimeMs(at: string | number): string {
  return CLOCK_MS.format(new Date(at));
}

/** `11:42` today, `06:00 24 Nov` on another day. */
export function formatUntil(at: string, nowMs: number): string {
  const when = new Date(at);
  const time = CLOCK.format(when).slice(0, 5);
  return DAY_KEY.format(when) === DAY_KEY.format(new Date(nowMs)) ? time : `${time} ${DAY.format(when)}`;
}

/** `24 Nov 06:00`. */
export function formatDayTime(at: string): string {
  const when = new Date(at);
  return `${DAY.format(when)} ${CLOCK.format(when).slice(0, 5)}`;
}

/** A short age: `0.3 s`, `12 s`, `1 m 12 s`. */
export function formatAge(ms: number): string {
  return ms < 10_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : formatSeconds(ms);
}

/** An age that a person watches: `7 s`, `1 m 12 s`, `2 h 05 m`. */
export function formatSeconds(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} m`;
}

/** `01 DEC` of an exchange date `2026-12-01`; with the year when it is not this one. */
export function formatExpiry(date: string, nowMs: number): string {
  const [year, month, day] = date.split('-');
  const name = MONTHS[Number(month) - 1];
  if (year === undefined || day === undefined || name === undefined) return date;
  return DAY_KEY.format(new Date(nowMs)).startsWith(year)
    ? `${day} ${name}`
    : `${day} ${name} ${year.slice(2)}`;
}

const WEEKDAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
});

/** `Tue 1 Dec` of a date `2026-12-01`. */
export function formatDay(date: string): string {
  return WEEKDAY.format(new Date(date)).replace(',', '');
}

/** `12 Apr 2026` of a date `2026-04-12`, which a browser's own field may show the other way round; empty where it is none. */
export function formatDate(date: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? [];
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return '';
  return `${day} ${name.charAt(0)}${name.slice(1).toLowerCase()} ${year}`;
}

/** Today's date in India, `2026-11-23`. */
export function todayInIndia(nowMs: number): string {
  return DAY_KEY.format(new Date(nowMs));
}
