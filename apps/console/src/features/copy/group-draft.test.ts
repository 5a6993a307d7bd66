import { groupPatchSchema } from '@copydesk/api-contract';
import { describe, expect, it } from 'vitest';
import { money } from '../../lib/numbers.ts';
import { aGroup, aLink } from '../../testing/fixtures.ts';
import { type ChildDraft, childFaults } from './child-draft.ts';
import { sized } from './effect.ts';
import { changesOf, draftOf, groupFaults, groupPatchOf } from './group-draft.ts';

const GROUP = aGroup({
  children: [
    aLink('CHILD:c1', {
      filters: { segments: ['NFO'], products: ['D'], underlyings: ['NIFTY'] },
      guards: {
        maxQuantity: 1950,
        maxValue: 500_000,
        maxOpenPositions: 10,
        maxDayLoss: { amount: 15_000, then: 'square-off' },
        priceDriftPercent: 0.5,
        window: { from: '09:15', to: '15:20' },
      },
    }),
    aLink('CHILD:c2', { sizing: { kind: 'fixed', quantity: 130, capLots: null, atLeastOneLot: false } }),
  ],
});

function first(part: Partial<ChildDraft> = {}): ChildDraft {
  const [child] = draftOf(GROUP).children;
  if (child === undefined) throw new Error('a child');
  return { ...child, ...part };
}

describe('the draft of a group', () => {
  it('sends back every rule as it was read, with the version that was read', () => {
    const patch = groupPatchSchema.parse(groupPatchOf(draftOf(GROUP), GROUP.version));
    expect(patch.version).toBe(3);
    expect(patch.exitCapPercent).toBe('5');
    expect(patch.masterCapital).toBeNull();
    const [c1, c2] = patch.children ?? [];
    expect(c1?.filters).toEqual({ segments: ['NFO'], products: ['D'], underlyings: ['NIFTY'] });
    expect(c1?.guards).toEqual({
      maxQuantity: 1950,
      maxValue: '500000',
      maxOpenPositions: 10,
      maxDayLoss: { amount: '15000', then: 'square-off' },
      priceDriftPercent: '0.5',
      window: { from: '09:15', to: '15:20' },
    });
    expect(c2?.sizing).toMatchObject({ kind: 'fixed', quantity: 130 });
    expect(changesOf(draftOf(GROUP), GROUP)).toBe(0);
  });

  it('takes limits away when their fields are emptied', () => {
    const emptied = first({
      maxQuantity: '',
      maxValue: ' ',
      maxOpenPositions: '',
      dayLoss: '',
      driftPercent: '',
      from: '',
      to: '',
      underlyings: 'nifty, , reliance ',
    });
    const patch = groupPatchSchema.parse(groupPatchOf({ ...draftOf(GROUP), children: [emptied] }, 3));
    expect(Object.values(patch.children?.[0]?.guards ?? {})).toEqual(Array(6).fill(undefined));
    expect(patch.children?.[0]?.filters?.underlyings).toEqual(['NIFTY', 'RELIANCE']);
  });

  it('counts what Save would change', () => {
    const draft = draftOf(GROUP);
    const second = draft.children[1];
    if (second === undefined) throw new Error('two children');
    expect(changesOf({ ...draft, children: [first({ factor: '0.5' }), second] }, GROUP)).toBe(1);
    expect(changesOf({ ...draft, children: [first({ segments: [] }), second] }, GROUP)).toBe(1);
    expect(changesOf({ ...draft, name: 'Home', exitCapPercent: '4', children: [first()] }, GROUP)).toBe(3);
  });

  it('refuses figures that are no rule, each beside its field', () => {
    expect(childFaults(first())).toEqual({});
    expect(Object.keys(childFaults(first({ factor: '0', maxValue: '-1', driftPercent: '101' })))).toEqual([
      'factor',
      'maxValue',
      'driftPercent',
    ]);
    expect(childFaults(first({ sizingKind: 'fixed', fixedBy: 'lots', lots: '1.5' })).lots).toBeDefined();
    expect(childFaults(first({ sizingKind: 'capital' })).capLots).toMatch(/needs a cap/);
    expect(childFaults(first({ to: '' })).to).toBe('Needs both times, or none.');
    expect(childFaults(first({ from: '9:15 am' })).to).toBe('Needs times of the day, such as 09:15.');
    expect(childFaults(first({ from: '15:30' })).to).toBe('Ends before it begins.');
    expect(groupFaults({ ...draftOf(GROUP), exitCapPercent: '', masterCapital: '0' })).toEqual({
      exitCapPercent: 'Needs 0 to 100.',
      masterCapital: 'Needs rupees above 0, or nothing.',
    });
  });
});

describe('the effect of a link', () => {
  const NOTHING = { master: null, child: null };

  it('rounds down to whole lots, skips under one, and sends one where that is the rule', () => {
    const half = first({ factor: '0.5', maxQuantity: '' });
    expect([65, 130, 260, 650].map((master) => sized(half, master, 65, NOTHING))).toEqual([
      null,
      65,
      130,
      325,
    ]);
    expect(sized({ ...half, atLeastOneLot: true }, 65, 65, NOTHING)).toBe(65);
    expect(sized({ ...half, capLots: '1' }, 650, 65, NOTHING)).toBe(65);
    expect(sized({ ...half, maxQuantity: '300' }, 650, 65, NOTHING)).toBeNull();
    // To the millionth, not by a float: 3 × 0.333333 is under one.
    expect(sized({ ...half, factor: '0.333333' }, 3, 1, NOTHING)).toBeNull();
    expect(sized({ ...half, factor: '0.333334' }, 3, 1, NOTHING)).toBe(1);
  });

  it('sizes by fixed units and by capital; without a capital nothing is claimed', () => {
    const fixed = first({ sizingKind: 'fixed', fixedBy: 'quantity', quantity: '130', maxQuantity: '' });
    expect(sized(fixed, 65, 65, NOTHING)).toBe(130);
    const share = first({ sizingKind: 'capital', capLots: '10', maxQuantity: '' });
    expect(sized(share, 260, 65, NOTHING)).toBeUndefined();
    expect(sized(share, 260, 65, { master: money(400_000), child: money(125_000) })).toBe(65);
    expect(sized({ ...share, declared: '200000' }, 260, 65, { master: money(400_000), child: null })).toBe(
      130,
    );
  });
});
