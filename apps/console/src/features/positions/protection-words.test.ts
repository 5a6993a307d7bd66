import type { PriceSource } from '@copydesk/api-contract';
import { expect, it } from 'vitest';
import { aPosition, aProtection } from '../../testing/fixtures.ts';
import { protectionSaid } from './protection-words.ts';

it('says that the desk itself acts only where it sees prices and may trade', () => {
  const position = aPosition('MASTER:k2', { setSl: true, sl: 110 });
  const words = (
    state: 'watching' | 'unguarded' | 'blind' | 'not-shown',
    refused: string | null,
  ): string | undefined =>
    protectionSaid(position, aProtection({ state, resting: true, restingOrderId: null }), refused)?.words;
  for (const refused of [null, 'No margin.']) {
    expect(words('watching', refused)).toContain('The desk itself acts');
    expect(words('unguarded', refused)).not.toContain('The desk itself acts');
    expect(words('blind', refused)).not.toContain('The desk itself acts');
    expect(words('not-shown', refused)).not.toContain('The desk itself acts');
  }
  expect(words('blind', 'No margin.')).toContain('It is tried again.');
});

const UPSTOX: PriceSource = {
  accountId: 'id-CHILD:c1',
  account: 'CHILD:c1',
  broker: 'upstox-sandbox',
  brokerName: 'Upstox',
  by: 'stream',
};

it('says by whose prices it watches where that is not the stream of its own broker', () => {
  const position = aPosition('MASTER:k2', { setSl: true, sl: 110 });
  const words = (source: Partial<PriceSource>, standing: 'live' | 'polled' = 'live', broker?: string) => {
    const protection = aProtection({ standing, watchedBy: [{ ...UPSTOX, ...source }] });
    return protectionSaid(position, protection, null, broker)?.words;
  };
  expect(words({}, 'live', 'zerodha-sandbox')).toBe('Its stop watches the Upstox stream of c1.');
  const another = { accountId: null, account: null };
  expect(words(another, 'live', 'zerodha-sandbox')).toBe('Its stop watches the Upstox stream.');
  expect(words({}, 'live', 'upstox-sandbox')).toBeUndefined();
  expect(words({})).toBeUndefined();
  expect(words({ by: 'quotes' }, 'polled', 'upstox-sandbox')).toBe(
    'No feed carries it: its stop watches polled Upstox quotes of c1, asked for every few seconds.',
  );
});
