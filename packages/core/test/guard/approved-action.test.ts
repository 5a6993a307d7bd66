import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { approveEntry, approveExit, passFor } from '../../src/guard/approved-action.ts';
import { type AccountId, type Instrument, type OrderIntent, quantityOf } from '../../src/index.ts';

const SOURCES = new URL('../../src/', import.meta.url).pathname;
const accountId = 'acc-1' as AccountId;
const instrument = { id: 'NSE:INE002A01018' } as Instrument;
const intent = (part: OrderIntent['part'], quantity: number, exitQuantity: number): OrderIntent =>
  ({
    orderId: 'order-1',
    accountId,
    instrumentId: instrument.id,
    part,
    quantity: quantityOf(quantity),
    exitQuantity: quantityOf(exitQuantity),
  }) as OrderIntent;

describe('an approved action', () => {
  it('is an exit that adds nothing, or an entry within what the guards let pass', () => {
    const pass = passFor({ accountId, instrument, quantity: quantityOf(100) });
    expect(approveExit(intent('exit', 50, 50))).toMatchObject({ part: 'exit' });
    expect(approveEntry(intent('entry', 100, 0), pass)).toMatchObject({ part: 'entry' });
    expect(approveEntry(intent('both', 150, 50), pass)).toMatchObject({ part: 'both' });
  });

  it('is nothing else', () => {
    const pass = passFor({ accountId, instrument, quantity: quantityOf(100) });
    const elsewhere = passFor({ accountId: 'acc-2' as AccountId, instrument, quantity: quantityOf(100) });
    expect(() => approveExit(intent('entry', 50, 0))).toThrow(RangeError);
    expect(() => approveExit(intent('exit', 50, 40))).toThrow(RangeError);
    expect(() => approveEntry(intent('entry', 101, 0), pass)).toThrow(RangeError);
    expect(() => approveEntry(intent('entry', 50, 0), elsewhere)).toThrow(RangeError);
  });

  it('is never made by a cast outside the guards', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const cast = /\bas (readonly )?(ApprovedAction|EntryPass)\b|<(ApprovedAction|EntryPass)>/;
    const makes = files.filter((file) => cast.test(readFileSync(join(SOURCES, file), 'utf8')));
    expect(makes).toEqual([join('guard', 'approved-action.ts')]);
    const passes = files.filter((file) => /\bpassFor\b/.test(readFileSync(join(SOURCES, file), 'utf8')));
    expect(passes.sort()).toEqual([join('guard', 'approved-action.ts'), join('guard', 'entry-guards.ts')]);
  });
});
