import { instantOf } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { sessionEnd, tokenEnd } from './session-expiry.ts';

/** A moment in Indian time. */
const ist = (text: string) => instantOf(Date.parse(`${text}+05:30`));
const token = (claims: unknown) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

describe('sessionEnd', () => {
  it.each([
    ['2026-11-24T20:00:00', '2026-11-25T03:30:00'],
    ['2026-11-25T02:30:00', '2026-11-25T03:30:00'],
    ['2026-11-25T03:30:00', '2026-11-26T03:30:00'],
    ['2026-11-25T00:00:00', '2026-11-25T03:30:00'],
  ])('issued %s ends %s', (issued, ends) => expect(sessionEnd(ist(issued))).toBe(ist(ends)));
});

describe('tokenEnd', () => {
  const issued = ist('2026-11-24T10:00:00');
  const rule = ist('2026-11-25T03:30:00');

  it('believes a token that ends before the rule does', () => {
    const early = ist('2026-11-24T18:00:00');
    expect(tokenEnd(token({ exp: early / 1_000 }), issued)).toBe(early);
  });

  it.each([
    ['no JWT', 'opaque'],
    ['broken claims', 'a.!!!.c'],
    ['no exp', token({ sub: 'UX1234' })],
    ['exp as text', token({ exp: '1900000000' })],
    ['exp in the past', token({ exp: 1 })],
    ['exp a year away', token({ exp: (rule + 31_536_000_000) / 1_000 })],
    ['claims that are no object', token(null)],
  ])('goes by the rule for %s', (_what, text) => expect(tokenEnd(text, issued)).toBe(rule));
});
