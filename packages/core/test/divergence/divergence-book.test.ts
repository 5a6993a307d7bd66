/** What of divergences is kept, and where one goes when its instrument is replaced. */
import { describe, expect, it } from 'vitest';
import type { DivergenceId } from '../../src/divergence/divergence.ts';
import { DivergenceBook } from '../../src/divergence/divergence-book.ts';
import {
  type AccountId,
  type DeskEvent,
  type InstrumentId,
  instantOf,
  type UserId,
} from '../../src/index.ts';

const ANN = 'user-ann' as UserId;
const CHILD = 'account-1' as AccountId;
const OLD = 'NFO:HINDPETRO:2026-12-29:400:CE' as InstrumentId;
const NEW = 'NFO:HINDPETRO:2026-12-29:200:CE' as InstrumentId;
const START = Date.parse('2026-11-23T04:00:00Z');

const at = (instrumentId: InstrumentId) => ({ accountId: CHILD, instrumentId, product: 'D' as const });
const opened = (id: string, expected: number, actual: number): DeskEvent =>
  ({
    ...at(OLD),
    type: 'divergence-opened',
    divergenceId: id,
    groupId: 'group-1',
    expected,
    actual,
    cause: { code: 'margin' },
  }) as unknown as DeskEvent;
const resolved = (id: string, instrumentId: InstrumentId): DeskEvent =>
  ({
    ...at(instrumentId),
    type: 'divergence-resolved',
    divergenceId: id,
    groupId: 'group-1',
    expected: 0,
    actual: 0,
    by: 'itself',
  }) as unknown as DeskEvent;
const moved = (from: number, to: number): DeskEvent =>
  ({
    type: 'position-moved',
    accountId: CHILD,
    product: 'D',
    from: OLD,
    to: NEW,
    ratio: { from, to },
    lotSize: 100,
  }) as unknown as DeskEvent;

function bookOf(events: readonly DeskEvent[]): DivergenceBook {
  const book = new DivergenceBook();
  for (const [index, event] of events.entries())
    book.apply({
      userId: ANN,
      eventId: index + 1,
      at: instantOf(START + index),
      monotonicMs: index,
      event,
    });
  return book;
}

describe('an open divergence whose instrument is replaced overnight', () => {
  it('is that of the new instrument, in the same proportion, and can be resolved there', () => {
    const events = [opened('d1', 200, -100), moved(1, 2)];
    const book = bookOf(events);
    expect(book.openAt(at(OLD))).toBeUndefined();
    expect(book.openAt(at(NEW))).toMatchObject({ id: 'd1', instrumentId: NEW, expected: 400, actual: -200 });
    const after = bookOf([...events, resolved('d1', NEW)]);
    expect(after.openAt(at(NEW))).toBeUndefined();
    expect(after.list(ANN)).toEqual([]);
  });

  it('is never larger than what comes out whole', () => {
    const book = bookOf([opened('d1', 5, -5), moved(2, 1)]);
    expect(book.openAt(at(NEW))).toMatchObject({ expected: 2, actual: -2 });
  });

  it('is not made by a move where nothing differed', () => {
    expect(bookOf([moved(1, 2)]).list(ANN, 'all')).toEqual([]);
  });
});

describe('a resolved divergence', () => {
  it('is kept to look at, the last thousand of them, and an open one always', () => {
    const events = [opened('open', 1, 0), moved(1, 1)];
    for (let n = 0; n <= 1_000; n += 1) events.push(opened(`d${n}`, 1, 0), resolved(`d${n}`, OLD));
    const book = bookOf(events);
    expect(book.get('d0' as DivergenceId)).toBeUndefined();
    expect(book.get('d1' as DivergenceId)?.resolvedAt).toBeDefined();
    expect(book.list(ANN, 'all')).toHaveLength(1_001);
    expect(book.list(ANN).map(({ id }) => id)).toEqual(['open']);
  });
});

describe('news of a divergence that is not kept any more', () => {
  it('makes none', () => {
    const changed = { ...resolved('gone', OLD), type: 'divergence-changed' } as unknown as DeskEvent;
    const book = bookOf([opened('d1', 1, 0), changed, resolved('gone', NEW)]);
    expect(book.list(ANN, 'all').map(({ id, resolvedAt }) => [id, resolvedAt])).toEqual([['d1', undefined]]);
    expect(book.openAt(at(OLD))?.id).toBe('d1');
  });
});
