import { beforeEach, describe, expect, it } from 'vitest';
import { anInstrument } from '../../testing/fixtures.ts';
import { forgetBasketDraft, MOST_LEGS, putLeg, useBasketDraft } from './basket-draft.ts';

const leg = (id: string) => ({ instrument: anInstrument({ id }), side: 'BUY' }) as const;

describe('the terms of a basket', () => {
  beforeEach(forgetBasketDraft);

  it('are those of its first leg', () => {
    expect(putLeg(leg('a'), { product: 'I', accountId: 'id-MASTER:k2', masterOnly: true })).toBeNull();
    expect(useBasketDraft.getState()).toMatchObject({
      product: 'I',
      accountId: 'id-MASTER:k2',
      masterOnly: true,
    });
  });

  it.each([
    ['account', { accountId: 'id-CHILD:c1' }],
    ['product', { product: 'I' }],
    ['“Master only”', { masterOnly: true }],
    ['account and another product', { accountId: 'id-CHILD:c1', product: 'I' }],
  ] as const)('are not dropped of a leg that has another %s: it is refused', (other, part) => {
    putLeg(leg('a'));
    const terms = { product: 'D', accountId: undefined, masterOnly: false, ...part } as const;
    expect(putLeg(leg('b'), terms)).toBe(
      `Not added: the basket has another ${other}, and its legs share one.`,
    );
    expect(useBasketDraft.getState().legs).toHaveLength(1);
  });

  it('has room for twenty legs, and says so of one more', () => {
    for (let at = 0; at < MOST_LEGS; at += 1) expect(putLeg(leg(`i${at}`))).toBeNull();
    expect(putLeg(leg('more'))).toBe('A basket takes 20 legs at most.');
    expect(putLeg({ ...leg('i3'), side: 'SELL' })).toBeNull();
  });
});
