import { describe, expect, it } from 'vitest';
import { ROUTES, type Route } from '../src/routes/index.ts';

const problemsOf = (name: keyof typeof ROUTES): readonly string[] => (ROUTES[name] as Route).problems;

describe('the problems that a route lists', () => {
  it('of an order cover what another server and an empty position answer', () => {
    for (const name of ['placeOrder', 'previewOrder', 'exitPosition'] as const)
      expect(problemsOf(name), name).toEqual(
        expect.arrayContaining([
          'account-leased-elsewhere',
          'nothing-to-exit',
          'market-closed',
          'quantity-too-large',
        ]),
      );
  });

  it('of a change of an order cover what an entry that grows is refused for', () => {
    expect(problemsOf('modifyOrder')).toEqual(
      expect.arrayContaining([
        'group-not-armed',
        'refused-by-risk',
        'account-not-settled',
        'account-disarmed',
        'quantity-too-large',
        'not-supported',
        'price-required',
        'price-not-allowed',
        'instrument-not-found',
      ]),
    );
  });

  it('of a child and of a group cover what the core refuses', () => {
    expect(problemsOf('resolveChild')).toContain('child-ambiguous');
    expect(problemsOf('addGroup')).toContain('not-supported');
    expect(problemsOf('changeGroup')).toEqual(
      expect.arrayContaining(['link-stopped', 'not-supported', 'relationship-undeclared']),
    );
  });

  it('of a retry and of a repair cover what may stop the order that they make', () => {
    expect(problemsOf('retryChild')).toEqual(
      expect.arrayContaining(['account-leased-elsewhere', 'account-not-settled']),
    );
    expect(problemsOf('resyncDivergence')).toEqual(
      expect.arrayContaining(['instrument-not-found', 'market-closed', 'not-supported', 'refused-by-risk']),
    );
  });

  it('are each named once', () => {
    for (const [name, { problems }] of Object.entries<Route>(ROUTES))
      expect(new Set(problems).size, name).toBe(problems.length);
  });
});
