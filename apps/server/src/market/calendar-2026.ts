/**
 * Hours and holidays of 2026, for live accounts. Data, not rules: `MARKET_CALENDAR` names a file whose segments and days stand in place of these.
 *
 * Hours: exchanges' session times; equity derivatives to 15:40 since 3 August 2026 (Upstox announcement "closing-auction-session", 2026-08-01).
 * The brokers' own closing of product I is UNVERIFIED to the minute: cash 15:20, equity derivatives 15:25, currency 16:45,
 * commodities 25 minutes before the close. Holidays: NSE's list of 2026 (a public copy, with 25 December added by hand); evening sessions of commodities after the
 * pattern of NSE's list of 2025. Currency has further settlement holidays that are not in it: whoever trades it checks the exchange's list.
 */
import type { CalendarData, SessionHours } from '@copydesk/core';

const CASH: SessionHours = { opens: '09:15', closes: '15:30', cutOff: '15:20', deskCloses: '15:10' };
const EQUITY_DERIVATIVES: SessionHours = {
  opens: '09:15',
  closes: '15:40',
  cutOff: '15:25',
  deskCloses: '15:10',
};
const CURRENCY: SessionHours = { opens: '09:00', closes: '17:00', cutOff: '16:45', deskCloses: '16:35' };
const COMMODITY: SessionHours = { opens: '09:00', closes: '23:30', cutOff: '23:05', deskCloses: '22:55' };
const EVENING: SessionHours = { ...COMMODITY, opens: '17:00' };

const DAYTIME = ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD'] as const;
const COMMODITIES = ['MCX', 'NCO'] as const;

/** Closed by day, commodities trade in the evening. */
const EVENING_ONLY = [
  '2026-03-03', // Holi
  '2026-03-26', // Shri Ram Navami
  '2026-03-31', // Shri Mahavir Jayanti
  '2026-04-14', // Dr. Baba Saheb Ambedkar Jayanti
  '2026-05-01', // Maharashtra Day
  '2026-05-28', // Bakri Id
  '2026-06-26', // Muharram
  '2026-09-14', // Ganesh Chaturthi
  '2026-10-20', // Dussehra
  '2026-11-10', // Diwali-Balipratipada
  '2026-11-24', // Prakash Gurpurb Sri Guru Nanak Dev
];

/** Closed everywhere, all day. */
const CLOSED = [
  '2026-01-26', // Republic Day
  '2026-04-03', // Good Friday
  '2026-10-02', // Mahatma Gandhi Jayanti
  '2026-12-25', // Christmas
];

export const CALENDAR_2026: CalendarData = {
  knownUntil: '2026-12-31',
  hours: {
    NSE: CASH,
    BSE: CASH,
    NFO: EQUITY_DERIVATIVES,
    BFO: EQUITY_DERIVATIVES,
    CDS: CURRENCY,
    BCD: CURRENCY,
    MCX: COMMODITY,
    NCO: COMMODITY,
  },
  specialDays: [
    ...CLOSED.map((date) => ({ date, segments: [...DAYTIME, ...COMMODITIES], hours: undefined })),
    ...EVENING_ONLY.flatMap((date) => [
      { date, segments: DAYTIME, hours: undefined },
      { date, segments: COMMODITIES, hours: EVENING },
    ]),
  ],
};
