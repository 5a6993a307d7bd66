/** Whether the journals are what was written, in words for a person and for a program. */
import { istDate, type JournalAudit, type JournalHead, type UserId } from '@copydesk/core';
import type { JournalArchive } from '@copydesk/persistence-prisma';

/** What an audit of all journals comes to. */
export interface Verdict {
  readonly audits: readonly JournalAudit[];
  readonly broken: number;
}

/** Walks every journal, also of those who are known from elsewhere only: a journal that is gone altogether was cut off at its first entry. */
export async function verifyJournals(
  archive: JournalArchive,
  noted: ReadonlyMap<UserId, readonly JournalHead[]>,
  only?: UserId,
): Promise<Verdict> {
  const users = new Set([...(await archive.users()), ...noted.keys()]);
  const audits: JournalAudit[] = [];
  for (const userId of [...users].sort()) {
    if (only === undefined || only === userId) audits.push(await archive.audit(userId, noted.get(userId)));
  }
  return { audits, broken: audits.filter((audit) => audit.broken !== undefined).length };
}

const PROBLEMS: Readonly<Record<NonNullable<JournalAudit['broken']>['problem'], string>> = {
  gap: 'is missing, though later ones are there',
  changed: 'is not as it was written, or its hash is not',
  'cut-off': 'and all after it are missing; they were there when their head was noted elsewhere',
  'other-past':
    'fits what is before it, but is not the one that was noted elsewhere: the chain was written anew',
};

/** One journal in two lines. The head is what to keep elsewhere: `--head` takes it as it is printed. */
export function auditLines(audit: JournalAudit): readonly string[] {
  const { userId, entries, firstAt, lastAt, head, broken } = audit;
  const days =
    firstAt === undefined || lastAt === undefined ? '' : `, ${istDate(firstAt)} to ${istDate(lastAt)}`;
  const stands = `${entries} ${entries === 1 ? 'entry' : 'entries'}${days}`;
  const headLine = head === undefined ? [] : [`  head ${userId}:${head.eventId}:${head.hash}`];
  if (broken === undefined) return [`${userId}  whole  ${stands}`, ...headLine];
  const { eventId, problem } = broken;
  return [`${userId}  BROKEN  entry ${eventId} ${PROBLEMS[problem]}. Before it: ${stands}`, ...headLine];
}
