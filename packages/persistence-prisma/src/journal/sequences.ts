import type { JournalEntry, UserId } from '@copydesk/core';

/** Each user's first number in an append. Throws when a user's numbers do not follow one another, or do not begin at 1 or later. */
export function firstNumbers(entries: readonly JournalEntry[]): ReadonlyMap<UserId, number> {
  const firsts = new Map<UserId, number>();
  const lasts = new Map<UserId, number>();
  for (const { userId, eventId } of entries) {
    const last = lasts.get(userId);
    const fits = last === undefined ? Number.isSafeInteger(eventId) && eventId >= 1 : eventId === last + 1;
    if (!fits) throw new Error(`Journal entry ${eventId} does not follow ${last ?? 'anything'}.`);
    if (last === undefined) firsts.set(userId, eventId);
    lasts.set(userId, eventId);
  }
  return firsts;
}
