/** Days on which the exchanges trade, and the expiry days that follow from them. Dates are YYYY-MM-DD. */

const DAY_MS = 86_400_000;

/**
 * Full trading holidays of NSE and BSE. Source: NSE holiday list 2026 (25 December, which a saved copy of it lacked,
 * added). Of other years only the fixed ones are known.
 */
const HOLIDAYS_2026: ReadonlySet<string> = new Set([
  '2026-01-26',
  '2026-03-03',
  '2026-03-26',
  '2026-03-31',
  '2026-04-03',
  '2026-04-14',
  '2026-05-01',
  '2026-05-28',
  '2026-06-26',
  '2026-09-14',
  '2026-10-02',
  '2026-10-20',
  '2026-11-10',
  '2026-11-24',
  '2026-12-25',
]);
const FIXED_HOLIDAYS: ReadonlySet<string> = new Set(['01-26', '05-01', '08-15', '10-02', '12-25']);

/** Whether the exchanges trade on a day. */
export function isTradingDay(date: string): boolean {
  const weekday = weekdayOf(date);
  if (weekday === 0 || weekday === 6) return false;
  return !HOLIDAYS_2026.has(date) && !FIXED_HOLIDAYS.has(date.slice(5));
}

/** The day itself when it is a trading day, else the last one before it: where an expiry moves. */
export function tradingDayUpTo(date: string): string {
  let day = date;
  while (!isTradingDay(day)) day = addDays(day, -1);
  return day;
}

/** So many days later, or earlier. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(Date.parse(date)).getUTCDay();
}

/** The months from that of `date` on, as YYYY-MM. */
export function monthsFrom(date: string, count: number): readonly string[] {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7)) - 1;
  return Array.from({ length: count }, (_, offset) =>
    new Date(Date.UTC(year, month + offset, 1)).toISOString().slice(0, 7),
  );
}

/** The last day of a month (YYYY-MM). */
export function lastDayOf(month: string): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0))
    .toISOString()
    .slice(0, 10);
}

/** The expiry of a month: its last such weekday, or the trading day before. */
export function monthlyExpiry(month: string, weekday: number): string {
  let day = lastDayOf(month);
  while (weekdayOf(day) !== weekday) day = addDays(day, -1);
  return tradingDayUpTo(day);
}

/** The next weekly expiries from a day on, that day included. One that moves back before `date` is over. */
export function weeklyExpiries(date: string, weekday: number, count: number): readonly string[] {
  const expiries: string[] = [];
  let day = date;
  while (weekdayOf(day) !== weekday) day = addDays(day, 1);
  for (; expiries.length < count; day = addDays(day, 7)) {
    const expiry = tradingDayUpTo(day);
    if (expiry >= date) expiries.push(expiry);
  }
  return expiries;
}

/** The next monthly expiries from a day on, that day included. */
export function monthlyExpiries(date: string, weekday: number, count: number): readonly string[] {
  return monthsFrom(date, count + 1)
    .map((month) => monthlyExpiry(month, weekday))
    .filter((expiry) => expiry >= date)
    .slice(0, count);
}
