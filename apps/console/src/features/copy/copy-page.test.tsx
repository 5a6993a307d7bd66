import { act, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { Route, Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { useDivergences } from '../../live/divergences-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { useLink } from '../../live/link-store.ts';
import { aChildOrder, aDivergence, aGroup, aLink, anInstrument, anOrder } from '../../testing/fixtures.ts';
import { network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { CopyPage } from './copy-page.tsx';
import { proposeLinkState, useLinkRequest } from './link-request.ts';

function show(path: string) {
  const { hook } = memoryLocation({ path });
  return renderDesk(
    <Router hook={hook}>
      <Route path="/copy/:group?/:account?" component={CopyPage} />
    </Router>,
  );
}

describe('groups and links', () => {
  beforeEach(() => {
    useDivergences.setState({ list: [aDivergence()] });
    network.use(
      http.get('*/api/instruments', () =>
        HttpResponse.json({
          items: [anInstrument({ kind: 'FUT', strike: null, optionType: null })],
          next: null,
        }),
      ),
    );
  });

  it('shows every link beside its state and drift, and the one that the address names', async () => {
    const { user } = show('/copy/g1/id-CHILD:c2');
    const link = screen.getByRole('region', { name: 'Link c2 sbx' });
    expect(within(link).getByText('−1 lot')).toBeTruthy();
    const list = screen.getByRole('list', { name: 'Children' });
    expect(
      within(list)
        .getAllByRole('button')
        .map((one) => one.textContent),
    ).toEqual(['c1 sbxactive×0.5', 'c2 sbxactive1fixed 1 lot']);
    await user.click(within(list).getByRole('button', { name: /^c1/ }));
    expect(screen.getByRole('region', { name: 'Link c1 sbx' })).toBeTruthy();
  });

  it('tells what was copied today as a gain or a loss with its sign, and no loss below zero', () => {
    show('/copy/g1/id-CHILD:c1');
    const children = [aLink('CHILD:c1', { dayLoss: -3913 })];
    act(() => useGroups.setState({ list: [aGroup({ version: 4, children })] }));
    expect(screen.getByText(/^Today on what was copied/).textContent).toContain('+₹3,913.00');
  });

  it('says how many of the orders of today each link copied, how near and how fast', async () => {
    const skipped = aChildOrder('CHILD:c1', {
      status: 'skipped',
      filledQuantity: 0,
      averagePrice: null,
      ackMs: null,
    });
    network.use(
      http.get('*/api/orders', () =>
        HttpResponse.json({
          items: [
            anOrder({ id: 'o2', childOrders: [skipped] }),
            anOrder({
              id: 'o1',
              childOrders: [aChildOrder('CHILD:c1', { averagePrice: 118.45, ackMs: 71 })],
            }),
          ],
          next: null,
          asOf: 9,
        }),
      ),
    );
    show('/copy/g1/id-CHILD:c1');
    const why = await screen.findByRole('link', { name: 'Why each' });
    expect(why.parentElement?.textContent).toBe(
      'Today 1 of 2 copied · 1 skipped · median +1 tick, 71 ms Why each',
    );
  });

  it('counts what was refused and tried again once, by what became of it, and mutes it while the page is cut off', async () => {
    const refused = { status: 'rejected', filledQuantity: 0, averagePrice: null } as const;
    const childOrders = [
      aChildOrder('CHILD:c1', { ...refused, childId: 'first' }),
      aChildOrder('CHILD:c1', { ...refused, childId: 'second' }),
      aChildOrder('CHILD:c1', { averagePrice: 118.45, ackMs: 71 }),
    ];
    network.use(
      http.get('*/api/orders', () =>
        HttpResponse.json({ items: [anOrder({ childOrders })], next: null, asOf: 9 }),
      ),
    );
    show('/copy/g1/id-CHILD:c1');
    const counted = await screen.findByText('1 of 1 copied · median +1 tick, 71 ms');
    expect(counted.classList).not.toContain('stale-figure');
    act(() => useLink.setState({ state: 'lost' }));
    expect(counted.classList).toContain('stale-figure');
  });

  it('takes times of 24 hours whatever the language of the browser, and tells the date of a relationship in words', () => {
    show('/copy/g1/id-CHILD:c1');
    screen.getByText('12 Apr 2026');
    for (const name of ['From (IST)', 'To (IST)'])
      expect(screen.getByRole<HTMLInputElement>('textbox', { name }).placeholder).toMatch(/^\d\d:\d\d$/);
  });

  it('takes a state that was asked for elsewhere into its draft, once, and applies nothing before Save', async () => {
    proposeLinkState({ accountId: 'id-CHILD:c1', state: 'paused' });
    const { user } = show('/copy/g1/id-CHILD:c1');
    expect(screen.getByRole('button', { name: 'Save 1 change' })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Paused' }).checked).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Discard' }));
    expect(screen.getByText('No changes.')).toBeTruthy();
    expect(useLinkRequest.getState().request).toBeNull();
  });

  it('shows what a change would do before it is saved, in lots and units, and what it was', async () => {
    const { user } = show('/copy/g1/id-CHILD:c1');
    await screen.findByText('1 → 0 skip · 2 → 1 · 4 → 2 · 10 → 5 lots');
    expect(screen.getByText('(650 → 325)')).toBeTruthy();
    const factor = screen.getByRole('textbox', { name: 'Multiplier' });
    await user.clear(factor);
    await user.type(factor, '2');
    expect(screen.getByText('1 → 2 · 2 → 4 · 4 → 8 · 10 → 20 lots')).toBeTruthy();
    expect(screen.getByText('was 1 → 0 skip · 2 → 1 · 4 → 2 · 10 → 5 lots')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Save 1 change' })).toBeTruthy();
    await user.clear(factor);
    expect(screen.getByRole('button', { name: 'Save 1 change' }).hasAttribute('disabled')).toBe(true);
    expect(screen.getByRole('alert').textContent).toContain('Needs a number above 0');
  });

  it('resumes a link that a limit has stopped; its state is nothing to choose until then', async () => {
    let resumed = '';
    network.use(
      http.post('*/api/groups/g1/children/:account/resume', ({ params }) => {
        resumed = String(params['account']);
        return HttpResponse.json(aGroup({ version: 4, children: [aLink('CHILD:c1')] }));
      }),
    );
    const { user } = show('/copy/g1');
    useGroups.setState({
      list: [
        aGroup({
          version: 9,
          children: [aLink('CHILD:c1', { state: 'stopped', stoppedBecause: 'Day loss ₹15,020.00 reached.' })],
        }),
      ],
    });
    await screen.findByText('Day loss ₹15,020.00 reached.');
    expect(screen.queryByRole('radio', { name: 'Active' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(resumed).toBe('id-CHILD:c1'));
  });
});
