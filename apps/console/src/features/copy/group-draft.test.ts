import { groupPatchSchema } from '@copydesk/api-contract';
import { describe, expect, it } from 'vitest';
import { aGroup, aLink } from '../../testing/fixtures.ts';
import { changesOf, childFault, draftOf, groupPatchOf } from './group-draft.ts';

const GROUP = aGroup({
  children: [
    aLink('CHILD:c1', { filters: { segments: ['NFO'], products: ['D'], underlyings: ['NIFTY'] } }),
    aLink('CHILD:c2', { sizing: { kind: 'fixed', quantity: 130, capLots: null, atLeastOneLot: false } }),
  ],
});

describe('the draft of a group', () => {
  it('sends back what the page does not show, with the version that was read', () => {
    const patch = groupPatchSchema.parse(groupPatchOf(draftOf(GROUP), GROUP.version));
    expect(patch.version).toBe(3);
    expect(patch.children?.[0]?.filters).toEqual({
      segments: ['NFO'],
      products: ['D'],
      underlyings: ['NIFTY'],
    });
    expect(patch.children?.[1]?.sizing).toMatchObject({ kind: 'fixed', quantity: 130 });
    expect(changesOf(draftOf(GROUP), GROUP)).toBe(0);
  });

  it('counts what Save would change', () => {
    const draft = draftOf(GROUP);
    const [first, second] = draft.children;
    if (first === undefined || second === undefined) throw new Error('two children');
    expect(changesOf({ ...draft, children: [{ ...first, factor: '0.5' }, second] }, GROUP)).toBe(1);
    expect(changesOf({ ...draft, name: 'Home', children: [first] }, GROUP)).toBe(2);
  });

  it('refuses figures that are no rule', () => {
    const [first] = draftOf(GROUP).children;
    if (first === undefined) throw new Error('a child');
    expect(childFault(first)).toBeNull();
    expect(childFault({ ...first, factor: '0' })?.field).toBe('factor');
    expect(childFault({ ...first, sizingKind: 'fixed', lots: '1.5' })?.field).toBe('lots');
    expect(childFault({ ...first, sizingKind: 'capital' })?.field).toBe('capLots');
  });
});
