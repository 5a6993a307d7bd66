/**
 * What every `JournalPort` must keep, whatever it stores in. An implementer runs it from one short test file.
 *
 * Guards: I2 (nothing vanishes) and the promise on which at-most-once rests, that an append is whole or absent.
 */
import {
  type DeskEvent,
  type JournalEntry,
  type JournalPort,
  type LeasePort,
  priceOfUnits,
  type UserId,
} from '@copydesk/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chainCases, type StoredChain } from './chain-cases.ts';
import { EVERY_EVENT } from './every-event.ts';
import { fenceCases } from './fence-cases.ts';
import { aFanOut, anEntry, anIntent, entriesOf } from './journal-entries.ts';

/** What an implementer gives: an empty journal, and the ways to look at its storage from elsewhere. */
export interface JournalBench {
  readonly journal: JournalPort;
  /** Called before entries of these users are appended, for storage that wants the users to exist. */
  addUsers?(userIds: readonly UserId[]): Promise<void>;
  /** A further writer on the same storage, as another process would have. Absent: the storage cannot be shared. */
  another?(): Promise<JournalPort>;
  /** Closes the storage and opens it again, as a restart does. Absent: nothing outlives the process. */
  reopen?(): Promise<JournalPort>;
  /** The leases beside it, at whose fences an append looks. Absent: it knows no leases. */
  readonly leases?: LeasePort;
  /** The chain through what is stored. Absent: entries are not chained. */
  readonly chain?: StoredChain;
  close(): Promise<void>;
}

/** How to run the contract. */
export interface JournalContract {
  readonly name: string;
  /** An empty journal for one case. */
  start(): Promise<JournalBench>;
}

/** The most entries that one batch of `readAll` may hold: a reader works through it without stalling its event loop. */
export const LARGEST_JOURNAL_BATCH = 5_000;

const ANN = 'user-ann' as UserId;
const BOB = 'user-bob' as UserId;

/** Runs the contract of the journal port as vitest cases. */
export function describeJournalContract(contract: JournalContract): void {
  describe(`journal contract: ${contract.name}`, () => {
    let bench: JournalBench;
    let journal: JournalPort;

    beforeEach(async () => {
      bench = await contract.start();
      journal = bench.journal;
      await bench.addUsers?.([ANN, BOB]);
    });
    afterEach(() => bench.close());

    it('JC-101: an empty journal has no entries', async () => {
      expect(await everything(journal)).toEqual([]);
      expect(await journal.readAfter(ANN, 0, 10)).toEqual([]);
    });

    it('JC-102: what was appended is read back field by field', async () => {
      const entries = [anEntry(ANN, 1, aFanOut(ANN, 2)), anEntry(ANN, 2)];

      await journal.append(entries);

      expect(await everything(journal)).toEqual(entries);
    });

    it('JC-103: an append of nothing writes nothing', async () => {
      await journal.append([]);

      expect(await everything(journal)).toEqual([]);
    });

    it('JC-104: each user has a sequence of its own, and one append may carry several users', async () => {
      await journal.append([anEntry(ANN, 1), anEntry(BOB, 1), anEntry(ANN, 2)]);
      await journal.append([anEntry(BOB, 2)]);

      const entries = await everything(journal);
      expect(numbersOf(entries, ANN)).toEqual([1, 2]);
      expect(numbersOf(entries, BOB)).toEqual([1, 2]);
    });

    it('JC-201: I2: a number that was used is refused, and the first entry stays', async () => {
      await journal.append([anEntry(ANN, 1)]);

      await expect(journal.append([anEntry(ANN, 1, aFanOut(ANN, 1))])).rejects.toThrow();

      expect(await everything(journal)).toEqual([anEntry(ANN, 1)]);
    });

    it('JC-202: I2: a number that leaves a gap is refused', async () => {
      await journal.append([anEntry(ANN, 1)]);

      await expect(journal.append([anEntry(ANN, 3)])).rejects.toThrow();
      await expect(journal.append([anEntry(BOB, 2)])).rejects.toThrow();

      expect(await everything(journal)).toEqual([anEntry(ANN, 1)]);
    });

    it('JC-203: numbers begin at 1', async () => {
      await expect(journal.append([anEntry(ANN, 0)])).rejects.toThrow();
      await expect(journal.append([anEntry(ANN, -1)])).rejects.toThrow();
      await expect(journal.append([anEntry(ANN, 1.5)])).rejects.toThrow();

      expect(await everything(journal)).toEqual([]);
    });

    it('JC-204: all or none: a refused entry takes the whole append with it, whichever it is', async () => {
      await journal.append([anEntry(ANN, 1)]);

      await expect(journal.append([anEntry(ANN, 2), anEntry(ANN, 4)])).rejects.toThrow();
      await expect(journal.append([anEntry(BOB, 1), anEntry(ANN, 1)])).rejects.toThrow();
      await expect(journal.append([anEntry(ANN, 3), anEntry(ANN, 2)])).rejects.toThrow();
      await expect(journal.append([anEntry(ANN, 2), anEntry(ANN, 2)])).rejects.toThrow();

      expect(await everything(journal)).toEqual([anEntry(ANN, 1)]);
    });

    it('JC-205: a refused append leaves the journal usable', async () => {
      await expect(journal.append([anEntry(ANN, 9)])).rejects.toThrow();

      await journal.append([anEntry(ANN, 1)]);

      expect(numbersOf(await everything(journal), ANN)).toEqual([1]);
    });

    it('JC-301: appends that are called one after the other without waiting are kept in that order', async () => {
      const calls = Array.from({ length: 40 }, (_, index) => journal.append([anEntry(ANN, index + 1)]));

      await Promise.all(calls);

      expect(numbersOf(await everything(journal), ANN)).toEqual(calls.map((_, index) => index + 1));
    });

    it('JC-302: I2: of two that write the same number at once exactly one succeeds', async () => {
      const mine = anEntry(ANN, 1);
      const theirs = anEntry(ANN, 1, aFanOut(ANN, 1));

      const results = await Promise.allSettled([journal.append([mine]), journal.append([theirs])]);

      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      const winner = results[0]?.status === 'fulfilled' ? mine : theirs;
      expect(await everything(journal)).toEqual([winner]);
    });

    it('JC-303: I2: two writers on one storage: one of them wins each number, the other is told', async (context) => {
      if (bench.another === undefined) return context.skip('the storage cannot be shared');
      const other = await bench.another();
      await journal.append([anEntry(ANN, 1)]);

      const rounds = Array.from({ length: 10 }, (_, index) => index + 2);
      for (const number of rounds) {
        const results = await Promise.allSettled([
          journal.append([anEntry(ANN, number)]),
          other.append([anEntry(ANN, number)]),
        ]);
        expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      }

      expect(numbersOf(await everything(journal), ANN)).toEqual([1, ...rounds]);
    });

    it('JC-401: batches are never empty and never too large, and together they are everything', async () => {
      const users = [ANN, BOB];
      for (const user of users) {
        for (let from = 1; from <= 5_000; from += 500) {
          await journal.append(entriesOf(user, from, from + 499));
        }
      }

      let count = 0;
      const last = new Map<UserId, number>();
      for await (const batch of journal.readAll()) {
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(LARGEST_JOURNAL_BATCH);
        for (const entry of batch) {
          expect(entry.eventId).toBe((last.get(entry.userId) ?? 0) + 1);
          last.set(entry.userId, entry.eventId);
          count += 1;
        }
      }

      expect(count).toBe(10_000);
      expect(users.map((user) => last.get(user))).toEqual([5_000, 5_000]);
    }, 60_000);

    it('JC-402: an append while somebody reads neither repeats nor loses what was there before', async () => {
      await journal.append(entriesOf(ANN, 1, 50));

      const seen: number[] = [];
      let appended = false;
      for await (const batch of journal.readAll()) {
        seen.push(...batch.map((entry) => entry.eventId));
        if (!appended) await journal.append([anEntry(ANN, 51)]);
        appended = true;
      }

      expect(seen.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('JC-403: readAfter gives the next entries of one user, oldest first, at most so many', async () => {
      await journal.append(entriesOf(ANN, 1, 25));
      await journal.append(entriesOf(BOB, 1, 5));

      expect(numbers(await journal.readAfter(ANN, 0, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(numbers(await journal.readAfter(ANN, 20, 10))).toEqual([21, 22, 23, 24, 25]);
      expect(numbers(await journal.readAfter(BOB, 3, 1))).toEqual([4]);
      expect(await journal.readAfter(ANN, 25, 10)).toEqual([]);
      expect(await journal.readAfter(ANN, 99, 10)).toEqual([]);
      expect(await journal.readAfter('user-unknown' as UserId, 0, 10)).toEqual([]);
    });

    it('JC-404: paging with readAfter walks through everything exactly once', async () => {
      await journal.append(entriesOf(ANN, 1, 23));

      const seen: number[] = [];
      for (let after = 0; seen.length < 100; ) {
        const page = await journal.readAfter(ANN, after, 5);
        if (page.length === 0) break;
        seen.push(...numbers(page));
        after = page.at(-1)?.eventId ?? after;
      }

      expect(seen).toEqual(Array.from({ length: 23 }, (_, index) => index + 1));
    });

    it('JC-501: a fan-out to 500 accounts is one entry, whatever its size', async () => {
      const entry = anEntry(ANN, 1, aFanOut(ANN, 500));

      await journal.append([entry]);

      expect(await everything(journal)).toEqual([entry]);
    });

    it('JC-502: text of every script, control characters and quotes come back as they went in', async () => {
      const text = 'रोहित’s “stop” 日本 🙂 \u{1F468}\u200D\u{1F469} e\u0301 \\ \' " ; -- \t\n\u0001 % _ ${x}';
      const entry = anEntry(ANN, 1, { type: 'alert-raised', code: 'test', accountId: undefined, text });

      await journal.append([entry]);

      expect(await everything(journal)).toEqual([entry]);
    });

    it('JC-503: I8: prices, times and durations come back to the last digit', async () => {
      const order = {
        ...anIntent(ANN, 1),
        price: priceOfUnits(9_999_999_999_999),
        triggerPrice: priceOfUnits(25),
      };
      const event: DeskEvent = {
        type: 'orders-journaled',
        orders: [order],
        skipped: [],
        copies: undefined,
        request: undefined,
      };
      const entry: JournalEntry = { ...anEntry(ANN, 1, event), monotonicMs: 86_399_999.123456 };

      await journal.append([entry]);

      expect(await everything(journal)).toEqual([entry]);
    });

    it('JC-504: what is read may be changed by the reader without changing the journal', async () => {
      await journal.append([anEntry(ANN, 1)]);

      const [read] = await journal.readAfter(ANN, 0, 1);
      try {
        (read as { eventId: number }).eventId = 99;
        ((read as JournalEntry).event as { text: string }).text = 'forged';
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
      }

      expect(await everything(journal)).toEqual([anEntry(ANN, 1)]);
    });

    it('JC-505: I2: every type of event comes back as it went in', async () => {
      const entries = Object.values(EVERY_EVENT).map((event, index) => anEntry(ANN, index + 1, event));

      await journal.append(entries);

      expect(await everything(journal)).toEqual(entries);
    });

    it('JC-601: I2: what was acknowledged is there after a restart, and the sequence goes on', async (context) => {
      if (bench.reopen === undefined) return context.skip('nothing outlives the process');
      await journal.append([anEntry(ANN, 1, aFanOut(ANN, 3)), anEntry(BOB, 1)]);

      const again = await bench.reopen();

      expect(await everything(again)).toEqual([anEntry(ANN, 1, aFanOut(ANN, 3)), anEntry(BOB, 1)]);
      await expect(again.append([anEntry(ANN, 1)])).rejects.toThrow();
      await again.append([anEntry(ANN, 2)]);
      expect(numbersOf(await everything(again), ANN)).toEqual([1, 2]);
    });

    chainCases(() => bench);
    fenceCases(() => bench);
  });
}

/** Everything in a journal, by user and then by number: what the port leaves open between users is made definite. */
async function everything(journal: JournalPort): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const batch of journal.readAll()) entries.push(...batch);
  return [...new Set(entries.map((entry) => entry.userId))]
    .sort()
    .flatMap((user) => entries.filter((entry) => entry.userId === user));
}

function numbers(entries: readonly JournalEntry[]): number[] {
  return entries.map((entry) => entry.eventId);
}

function numbersOf(entries: readonly JournalEntry[], user: UserId): number[] {
  return numbers(entries.filter((entry) => entry.userId === user));
}
