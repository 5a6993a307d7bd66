import { describe, expect, it } from 'vitest';
import { isFinal, ORDER_SIGNALS, ORDER_STATUSES, step } from '../../src/index.ts';

describe('the order state machine', () => {
  it('is this table, every status by every signal', () => {
    const grid = ORDER_STATUSES.map((status) => {
      const moves = ORDER_SIGNALS.filter((signal) => step(status, signal) !== status).map(
        (signal) => `${signal}→${step(status, signal)}`,
      );
      return `${status}: ${moves.join(' ') || 'final'}`;
    });
    expect(grid).toMatchInlineSnapshot(`
      [
        "created: deny→denied journal→journaled",
        "journaled: send→sending give-up→denied cancel→cancelled",
        "sending: not-sent→journaled accept→accepted refuse→rejected lose→uncertain rest→working fill-part→partly-filled fill-all→filled cancel→cancelled",
        "uncertain: accept→accepted refuse→rejected rest→working fill-part→partly-filled fill-all→filled cancel→cancelled expire→expired prove-absent→journaled",
        "accepted: refuse→rejected rest→working fill-part→partly-filled fill-all→filled cancel→cancelled expire→expired",
        "working: refuse→rejected fill-part→partly-filled fill-all→filled cancel→cancelled expire→expired",
        "partly-filled: refuse→rejected fill-all→filled cancel→cancelled expire→expired",
        "denied: final",
        "filled: final",
        "cancelled: final",
        "rejected: final",
        "expired: final",
      ]
    `);
  });

  it('lets nothing lead out of a final status', () => {
    for (const status of ORDER_STATUSES.filter(isFinal)) {
      for (const signal of ORDER_SIGNALS) expect(step(status, signal)).toBe(status);
    }
  });

  it('lets only facts lead out of uncertain, and only proof back into the lane', () => {
    expect(step('uncertain', 'send')).toBe('uncertain');
    expect(step('uncertain', 'give-up')).toBe('uncertain');
    expect(step('uncertain', 'not-sent')).toBe('uncertain');
    expect(step('uncertain', 'prove-absent')).toBe('journaled');
  });
});
