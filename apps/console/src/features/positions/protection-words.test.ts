import { expect, it } from 'vitest';
import { aPosition, aProtection } from '../../testing/fixtures.ts';
import { protectionSaid } from './protection-words.ts';

it('says that the desk itself acts only where it sees prices and may trade', () => {
  const position = aPosition('MASTER:k2', { setSl: true, sl: 110 });
  const words = (state: 'watching' | 'unguarded' | 'blind', refused: string | null): string | undefined =>
    protectionSaid(position, aProtection({ state, resting: true, restingOrderId: null }), refused)?.words;
  for (const refused of [null, 'No margin.']) {
    expect(words('watching', refused)).toContain('The desk itself acts');
    expect(words('unguarded', refused)).not.toContain('The desk itself acts');
    expect(words('blind', refused)).not.toContain('The desk itself acts');
  }
  expect(words('blind', 'No margin.')).toContain('It is tried again.');
});
