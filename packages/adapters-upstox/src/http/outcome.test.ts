import { describe, expect, it } from 'vitest';
import type { UpstoxResult } from './answer.ts';
import { changeOutcome, conversionOutcome, OUTCOME_TABLE, placeOutcome } from './outcome.ts';

const error = (status: number, ...codes: readonly string[]): UpstoxResult => ({
  kind: 'error',
  status,
  codes: codes.map((code) => `UDAPI${code}`),
  text: 'the words',
});

describe('placements', () => {
  it.each([
    [
      'one id',
      { data: { order_ids: ['261123000000001'] } },
      { kind: 'accepted', brokerOrderId: '261123000000001' },
    ],
    ['no id', { data: { order_ids: [] } }, { kind: 'uncertain', cause: 'unreadable' }],
    ['several ids', { data: { order_ids: ['1', '2'] } }, { kind: 'uncertain', cause: 'unreadable' }],
    ['an id that is a number', { data: { order_ids: [1] } }, { kind: 'uncertain', cause: 'unreadable' }],
    ['no data', { data: null }, { kind: 'uncertain', cause: 'unreadable' }],
  ])('a 200 with %s', (_what, body, outcome) => {
    expect(placeOutcome({ kind: 'success', status: 200, body })).toEqual(outcome);
  });

  it.each([
    [429, '10005', { kind: 'not-sent', cause: 'rate-limited', retryAfterMs: 1_000 }],
    [401, '100050', { kind: 'not-sent', cause: 'session-lost' }],
    [403, '1154', { kind: 'refused', code: 'address', brokerText: 'the words' }],
    [423, '100074', { kind: 'refused', code: 'market-closed', brokerText: 'the words' }],
    [400, '1158', { kind: 'refused', code: 'market-protection', brokerText: 'the words' }],
    [400, '1161', { kind: 'refused', code: 'instrument', brokerText: 'the words' }],
    [400, '100500', { kind: 'uncertain', cause: 'server-error' }],
    [500, '100500', { kind: 'uncertain', cause: 'server-error' }],
    [503, '1158', { kind: 'uncertain', cause: 'server-error' }],
    [400, '999999', { kind: 'uncertain', cause: 'unreadable' }],
    [200, '1158', { kind: 'uncertain', cause: 'unreadable' }],
  ])('%i UDAPI%s', (status, code, outcome) => expect(placeOutcome(error(status, code))).toEqual(outcome));

  it('is refused for several codes only when each of them is known', () => {
    expect(placeOutcome(error(400, '1052', '1056'))).toMatchObject({ kind: 'refused', code: 'quantity' });
    expect(placeOutcome(error(400, '1052', '31337'))).toMatchObject({ kind: 'uncertain' });
    expect(placeOutcome(error(401, '10005', '100050'))).toMatchObject({ kind: 'not-sent' });
  });

  it.each([
    ['10005', '100500', 'server-error'],
    ['1052', '100500', 'server-error'],
    ['100050', '1052', 'unreadable'],
    ['1154', '10005', 'unreadable'],
  ])('proves nothing when one of several codes does not: %s and %s', (one, other, cause) => {
    expect(placeOutcome(error(400, one, other))).toEqual({ kind: 'uncertain', cause });
    expect(placeOutcome(error(400, other, one))).toEqual({ kind: 'uncertain', cause });
    expect(changeOutcome('modify', error(400, one, other))).toEqual({ kind: 'uncertain', cause });
  });

  it.each([
    [false, 'connection', { kind: 'not-sent', cause: 'connection-refused' }],
    [false, 'timeout', { kind: 'not-sent', cause: 'connection-refused' }],
    [false, 'aborted', { kind: 'not-sent', cause: 'aborted' }],
    [true, 'connection', { kind: 'uncertain', cause: 'reset' }],
    [true, 'timeout', { kind: 'uncertain', cause: 'timeout' }],
    [true, 'aborted', { kind: 'uncertain', cause: 'timeout' }],
    [true, 'too-large', { kind: 'uncertain', cause: 'unreadable' }],
  ] as const)('bytes may have left: %s, failed by %s', (bytesMayHaveLeft, cause, outcome) => {
    expect(placeOutcome({ kind: 'failed', bytesMayHaveLeft, cause, code: 'X' })).toEqual(outcome);
  });

  it.each([
    [403, { kind: 'uncertain', cause: 'unreadable' }],
    [502, { kind: 'uncertain', cause: 'server-error' }],
    [200, { kind: 'uncertain', cause: 'unreadable' }],
  ])('a page with %i', (status, outcome) =>
    expect(placeOutcome({ kind: 'unreadable', status })).toEqual(outcome),
  );
});

describe('changes', () => {
  it.each([
    ['cancel', '100040', 'final'],
    ['cancel', '100041', 'final'],
    ['modify', '100041', 'final'],
    ['cancel', '100010', 'not-found'],
    ['modify', '1030', 'price'],
  ] as const)('%s refused with UDAPI%s is %s', (write, code, refusal) => {
    expect(changeOutcome(write, error(400, code))).toMatchObject({ kind: 'refused', code: refusal });
  });

  it('a code that belongs to another call proves nothing', () => {
    expect(changeOutcome('cancel', error(400, '1158'))).toMatchObject({ kind: 'uncertain' });
    expect(placeOutcome(error(400, '100040'))).toMatchObject({ kind: 'uncertain' });
  });
});

describe('conversions', () => {
  it.each([
    ['complete', { kind: 'accepted' }],
    ['pending', { kind: 'uncertain', cause: 'unreadable' }],
    [undefined, { kind: 'uncertain', cause: 'unreadable' }],
  ])('a 200 that says %s', (status, outcome) => {
    expect(conversionOutcome({ kind: 'success', status: 200, body: { data: { status } } })).toEqual(outcome);
  });

  it.each([
    ['1034', { kind: 'refused', code: 'not-found' }],
    ['1035', { kind: 'refused', code: 'not-found' }],
    ['1054', { kind: 'refused', code: 'product' }],
    ['100050', { kind: 'not-sent', cause: 'session-lost' }],
    ['1033', { kind: 'uncertain' }],
    ['1158', { kind: 'uncertain' }],
  ])('UDAPI%s', (code, outcome) => {
    expect(conversionOutcome(error(400, code))).toMatchObject(outcome);
  });
});

describe('the table', () => {
  it('names no code twice for one call', () => {
    for (const write of ['place', 'modify', 'cancel', 'convert'] as const) {
      const codes = OUTCOME_TABLE.filter((row) => row.on.includes(write)).flatMap((row) => row.codes);
      expect(new Set(codes).size).toBe(codes.length);
    }
  });
});
