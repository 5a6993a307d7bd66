import { describe, expect, it } from 'vitest';
import {
  type AccountId,
  type GroupId,
  type InstrumentId,
  type OrderId,
  quantityOf,
} from '../../src/index.ts';
import { displace, reduceDisplaced, settle } from '../../src/share/displaced-shares.ts';
import { ExpectedShare } from '../../src/share/expected-share.ts';
import type { Following } from '../../src/share/following.ts';
import { Share } from '../../src/share/share.ts';

const LOT = quantityOf(25);
const EXIT = 'exit' as OrderId;
const over = (): boolean => true;

/** What a child may keep in a product. */
function keeping(product: Following['product'], quantity: number): Following {
  const entitled = new Share();
  entitled.add(quantity, LOT);
  return {
    groupId: 'group-1' as GroupId,
    accountId: 'child-1' as AccountId,
    instrumentId: 'NSE:INE002A01018' as InstrumentId,
    product,
    expected: new ExpectedShare(),
    entitled,
    displaced: new Map(),
    held: quantity,
    counted: new Map(),
    lastExit: undefined,
  };
}

/** The master converts this much of what it had. */
function converted(
  from: Following['product'],
  to: Following['product'],
  of: { quantity: number; had: number },
) {
  const { quantity, had } = of;
  return {
    type: 'position-converted',
    from,
    to,
    quantity,
    copied: quantity,
    copiedBefore: had,
  } as unknown as Parameters<typeof displace>[1];
}

function displacedIn({ displaced }: Following): object {
  return Object.fromEntries([...displaced].map(([product, share]) => [product, share.value(LOT)]));
}

describe('what a child holds in a product that its master has left', () => {
  it('I5: moves on in thought with every further conversion of the master, by the same fraction', () => {
    const child = keeping('I', 100);
    displace([child], converted('I', 'D', { quantity: 200, had: 200 }), LOT);
    expect(displacedIn(child)).toEqual({ D: 100 });
    displace([child], converted('D', 'MTF', { quantity: 100, had: 200 }), LOT);
    expect(displacedIn(child)).toEqual({ D: 50, MTF: 50 });
  });

  it('is in its place again when the master comes back to where the child stayed', () => {
    const child = keeping('I', 100);
    displace([child], converted('I', 'D', { quantity: 200, had: 200 }), LOT);
    displace([child], converted('D', 'I', { quantity: 200, had: 200 }), LOT);
    expect(displacedIn(child)).toEqual({ D: 0 });
    expect(child.entitled.value(LOT)).toBe(100);
  });

  it('of a short is a short, and follows its master out', () => {
    const child = keeping('I', -100);
    displace([child], converted('I', 'D', { quantity: -200, had: 200 }), LOT);
    expect(displacedIn(child)).toEqual({ D: -100 });
    const step = { before: 200, after: 100, orderId: EXIT };
    expect(reduceDisplaced(child, { product: 'D', step }, LOT, over)).toBe(true);
    expect([child.entitled.value(LOT), child.lastExit]).toEqual([-50, EXIT]);
  });

  it('is no debt for an exit in a product where nothing of it lies, or which takes nothing of it', () => {
    const child = keeping('I', 100);
    displace([child], converted('I', 'D', { quantity: 200, had: 200 }), LOT);
    const step = { before: 200, after: 100, orderId: EXIT };
    expect(reduceDisplaced(child, { product: 'MTF', step }, LOT, over)).toBe(false);
    expect(reduceDisplaced(child, { product: 'D', step: { ...step, after: 200 } }, LOT, over)).toBe(false);
    expect([child.entitled.value(LOT), child.lastExit]).toEqual([100, undefined]);
  });

  it('is never more than the child may keep', () => {
    const child = keeping('I', 100);
    displace([child], converted('I', 'D', { quantity: 200, had: 200 }), LOT);
    child.entitled.take(75, LOT);
    settle(child, LOT);
    expect(displacedIn(child)).toEqual({ D: 25 });
    settle(child, LOT, { to: 'D', quantity: 25 });
    expect(displacedIn(child)).toEqual({ D: 0 });
  });
});
