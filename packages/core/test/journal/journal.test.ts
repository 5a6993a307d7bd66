import { aFanOut, describeJournalContract, VirtualClock } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  type AccountId,
  type Fence,
  Journal,
  type JournalEntry,
  type JournalPort,
  MemoryJournal,
  TradingError,
  type UserId,
} from '../../src/index.ts';

const ann = 'user-ann' as UserId;
const alert = (text: string) => ({ type: 'alert-raised', code: 'test', accountId: undefined, text }) as const;

describe('the journal', () => {
  it('numbers the events of each user without gaps', () => {
    const journal = new Journal(new MemoryJournal(), new VirtualClock());
    expect(journal.record(ann, alert('a')).eventId).toBe(1);
    expect(journal.record('user-bob' as UserId, alert('b')).eventId).toBe(1);
    expect(journal.record(ann, alert('c')).eventId).toBe(2);
  });

  it('tells listeners only what is durable, and writes what nobody waits for soon after', async () => {
    const clock = new VirtualClock();
    const journal = new Journal(new MemoryJournal(), clock);
    const heard: number[] = [];
    journal.subscribe((entry) => heard.push(entry.eventId));
    journal.record(ann, alert('a'));
    expect(heard).toEqual([]);
    await clock.advance(25);
    expect(heard).toEqual([1]);
  });

  it('resolves a commit when everything recorded before it is written, as one write', async () => {
    const writes: number[] = [];
    const port: JournalPort = Object.assign(new MemoryJournal(), {
      append: async (entries: readonly JournalEntry[]) => void writes.push(entries.length),
    });
    const journal = new Journal(port, new VirtualClock());
    for (const text of ['a', 'b', 'c']) journal.record(ann, alert(text));
    await journal.commit();
    expect(writes).toEqual([3]);
    await journal.commit();
    expect(writes).toEqual([3]);
  });

  it('writes about each account under the last lease that the desk was given for it, and about nobody else’s', async () => {
    const seen: (readonly Fence[] | undefined)[] = [];
    const port: JournalPort = Object.assign(new MemoryJournal(), {
      append: async (_: readonly JournalEntry[], fences?: readonly Fence[]) => void seen.push(fences),
    });
    const fences = new Map([
      ['account-1' as AccountId, 4],
      ['account-2' as AccountId, 1],
    ]);
    const journal = new Journal(port, new VirtualClock(), { fenceOf: (accountId) => fences.get(accountId) });
    const about = (accountId: string) => ({ ...alert('a'), accountId: accountId as AccountId });
    journal.record(ann, about('account-1'));
    journal.record(ann, aFanOut(ann, 3));
    journal.record(ann, about('account-1'));
    await journal.commit();
    journal.record(ann, alert('nobody'));
    await journal.commit();
    expect(seen).toEqual([
      [
        { accountId: 'account-1', fence: 4 },
        { accountId: 'account-2', fence: 1 },
      ],
      [],
    ]);
  });

  it('stops for good when it cannot be written', async () => {
    const port: JournalPort = Object.assign(new MemoryJournal(), {
      append: async () => Promise.reject(new Error('disk full')),
    });
    const journal = new Journal(port, new VirtualClock());
    journal.record(ann, alert('a'));
    const refusal = await journal.commit().catch((error: unknown) => error);
    expect(TradingError.is(refusal) && refusal.code).toBe('journal-unavailable');
    expect(journal.available).toBe(false);
    await expect(journal.commit()).rejects.toThrow();
  });

  it('rebuilds every state from what is stored, in order', async () => {
    const port = new MemoryJournal();
    const clock = new VirtualClock();
    const first = new Journal(port, clock);
    for (const text of ['a', 'b', 'c']) first.record(ann, alert(text));
    await first.commit();
    const seen: string[] = [];
    const second = new Journal(port, clock);
    second.addState(({ event }) => seen.push(event.type === 'alert-raised' ? event.text : ''));
    second.addReaction(() => seen.push('reacted'));
    await second.replay();
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(second.record(ann, alert('d')).eventId).toBe(4);
  });

  it('lets reactions record, each after every state has seen what it reacts to', () => {
    const journal = new Journal(new MemoryJournal(), new VirtualClock());
    const order: string[] = [];
    const textOf = (entry: JournalEntry): string =>
      entry.event.type === 'alert-raised' ? entry.event.text : '';
    journal.addState((entry) => order.push(`state ${textOf(entry)}`));
    journal.addReaction((entry) => {
      order.push(`reaction ${textOf(entry)}`);
      if (textOf(entry) === 'a') journal.record(ann, alert('b'));
    });
    journal.record(ann, alert('a'));
    expect(order).toEqual(['state a', 'reaction a', 'state b', 'reaction b']);
  });
});

describeJournalContract({
  name: 'in memory',
  start: async () => ({ journal: new MemoryJournal(), close: async () => undefined }),
});
