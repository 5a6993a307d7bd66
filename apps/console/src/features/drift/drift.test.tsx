import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Route, Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { showAccount, useAccounts } from '../../live/accounts-store.ts';
import { showDivergence, useDivergences } from '../../live/divergences-store.ts';
import { useLink } from '../../live/link-store.ts';
import { aPreviewItem } from '../../testing/basket.ts';
import { aDivergence, anAccount } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { onPhone } from '../../testing/phone.ts';
import { renderDesk } from '../../testing/render.tsx';
import { DriftPage } from './drift-page.tsx';
import { PlanPage } from './plan-page.tsx';

const MADE_AT = Date.now();

function aPlan(planId: string, quantity = 65) {
  return {
    planId,
    divergenceId: 'd1',
    expiresAt: new Date(MADE_AT + 600_000).toISOString(),
    steps: [{ part: 'entry', side: 'BUY', quantity, orderType: 'LIMIT', price: 124.4 }],
    withheld: null,
    after: 65,
  };
}

function show(path: string) {
  const { hook } = memoryLocation({ path });
  return renderDesk(
    <Router hook={hook}>
      <Route path="/drift" component={DriftPage} />
      <Route path="/drift/:id" component={PlanPage} />
    </Router>,
  );
}

const NO_ORDERS = { items: [], next: null, asOf: 9 };

describe('drift', () => {
  beforeEach(() => {
    useDivergences.setState({ list: [aDivergence()] });
    network.use(http.post('*/api/orders/preview', () => HttpResponse.error()));
  });
  afterEach(() => vi.unstubAllGlobals());

  it('says that there is none, and when the books were read', () => {
    useDivergences.setState({ list: [] });
    show('/drift');
    expect(screen.getByText(/^No drift\. Every child holds what its rule says, read/)).toBeTruthy();
    expect(screen.getAllByText('in step')).toHaveLength(2);
  });

  it('shows lots, units and rupees of the row and of its child, the dearest first', () => {
    showDivergence(
      'd2',
      aDivergence({
        id: 'd2',
        accountId: 'id-CHILD:c1',
        account: 'CHILD:c1',
        value: 90_000,
        lots: 2,
        actual: 195,
      }),
    );
    show('/drift');
    const rows = within(screen.getByRole('treegrid', { name: 'Drift' }))
      .getAllByRole('row')
      .slice(1);
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringMatching(/c1.*\+65\+195.*\+2 lots\+90,000\.00/),
      expect.stringMatching(/c2.*\+650.*−1 lot−8,069\.75/),
    ]);
    const meter = screen.getByRole('table', { name: 'Drift of each child' });
    // The same figures as in the rows, with their sign.
    const [, c1, c2] = within(meter).getAllByRole('row');
    expect(c1?.textContent).toMatch(/^c1.*1 open\+2\+130\+90,000\.00$/);
    expect(c2?.textContent).toMatch(/^c2.*1 open−1−65−8,069\.75$/);
    act(() =>
      showDivergence('d3', aDivergence({ id: 'd3', product: 'I', actual: 130, lots: 1, value: 100 })),
    );
    const mixed = within(meter).getAllByRole('row')[2];
    expect(mixed?.textContent).toMatch(/^c2.*2 open±2±130±8,169\.75$/);
  });

  it('shows on a phone what it is, why, and both ways out on one card', () => {
    onPhone();
    show('/drift');
    const card = within(screen.getByRole('list', { name: 'Drift' })).getByRole('listitem');
    expect(card.textContent).toMatch(
      /NIFTY 01 DEC 26000 CE−1 lot.*c2.*−₹8,069\.75Expected \+65, holds 0, since \d\d:\d\d:\d\d/,
    );
    expect(within(card).getByRole('link', { name: /^Plan for/ })).toBeTruthy();
    expect(within(card).getByRole('button', { name: /^Accept/ })).toBeTruthy();
    expect(screen.queryByRole('treegrid')).toBeNull();
    act(() => useDivergences.setState({ list: [] }));
    expect(screen.getByText(/^No drift\. Every child holds what its rule says, read/)).toBeTruthy();
  });

  it('accepts without asking, once, and sends nothing', async () => {
    const bodies: unknown[] = [];
    network.use(
      http.post('*/api/divergences/d1/resync', async ({ request }) => {
        bodies.push(await request.json());
        return HttpResponse.json(NO_ORDERS, { status: 202 });
      }),
    );
    const { user } = show('/drift');
    await user.dblClick(screen.getByRole('button', { name: /^Accept NIFTY 01 DEC 26000 CE in c2/ }));
    await waitFor(() => expect(screen.getByText(/^No drift\./)).toBeTruthy());
    expect(bodies).toEqual([{ accept: true }]);
  });

  it('says beside an entry of the plan what it needs and what the account has, and by how much that is too little', async () => {
    let funds = { fundsNeeded: 8086, fundsAfter: 21_005 };
    const asked: unknown[] = [];
    network.use(
      http.post('*/api/divergences/d1/plan', () => HttpResponse.json(aPlan('plan-1'))),
      http.post('*/api/orders/preview', async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json({ items: [{ ...aPreviewItem('CHILD:c2', 1), ...funds }] });
      }),
    );
    const { queries } = show('/drift/d1');
    await screen.findByText('needs ₹8,086.00, has ₹29,091.00');
    expect(asked[0]).toMatchObject({ accountId: 'id-CHILD:c2', side: 'BUY', quantity: 65, price: 124.4 });
    funds = { fundsNeeded: 8086, fundsAfter: -86.5 };
    await act(() => queries.invalidateQueries({ queryKey: ['preview'] }));
    const short = await screen.findByText('needs ₹8,086.00, has ₹7,999.50: short of ₹86.50');
    expect(short.className).toContain('text-warn');
  });

  it('carries a plan out only as it was read: books that moved show the new plan, not applied', async () => {
    const sent: unknown[] = [];
    let plans = 0;
    network.use(
      http.post('*/api/divergences/d1/plan', () => {
        plans += 1;
        return HttpResponse.json(aPlan(`plan-${plans}`, 65 * plans));
      }),
      http.post('*/api/divergences/d1/resync', async ({ request }) => {
        sent.push(await request.json());
        return aProblem({ status: 409, code: 'plan-outdated', detail: 'The books moved.' });
      }),
    );
    const { user } = show('/drift/d1');
    const plan = screen.getByRole('region', { name: 'Plan' });
    await user.click(await within(plan).findByRole('button', { name: 'Buy 65 in c2' }));
    expect(sent).toEqual([]);
    const step = within(plan).getByRole('group', { name: 'Send?' });
    await waitFor(
      async () => {
        await user.click(within(step).getByRole('button', { name: /^Send/ }));
        expect(sent).toEqual([{ planId: 'plan-1' }]);
      },
      { timeout: 5000 },
    );
    await within(plan).findByText(/^Something changed while you read\. This is the new plan\./);
    await within(plan).findByRole('button', { name: 'Buy 130 in c2' });
    expect(sent).toHaveLength(1);
  });

  it('says what is not entered, and offers nothing to press', async () => {
    const withheld = {
      code: 'own-position-opposite',
      text: 'The account has a position of its own the other way.',
    };
    network.use(
      http.post('*/api/divergences/d1/plan', () =>
        HttpResponse.json({ ...aPlan('plan-1'), steps: [], withheld, after: 0 }),
      ),
    );
    show('/drift/d1');
    const plan = screen.getByRole('region', { name: 'Plan' });
    await within(plan).findByText(
      'What c2 is short of is not entered: The account has a position of its own the other way.',
    );
    expect(within(plan).queryByText(/^Nothing to send/)).toBeNull();
    expect(within(plan).queryByRole('button', { name: /in c2$/ })).toBeNull();
  });

  it('reads a new plan when the figures change under the one in view', async () => {
    let plans = 0;
    network.use(
      http.post('*/api/divergences/d1/plan', () => {
        plans += 1;
        return HttpResponse.json(aPlan(`plan-${plans}`));
      }),
    );
    show('/drift/d1');
    await screen.findByRole('button', { name: 'Buy 65 in c2' });
    showDivergence('d1', aDivergence({ actual: 195, lots: 2 }));
    await screen.findByText(/^Something changed while you read/);
    expect(plans).toBe(2);
  });

  it('takes the question back when the login of the account ends, and when the plan is too old', async () => {
    network.use(http.post('*/api/divergences/d1/plan', () => HttpResponse.json(aPlan('plan-1'))));
    const { user } = show('/drift/d1');
    await user.click(await screen.findByRole('button', { name: 'Buy 65 in c2' }));
    await screen.findByRole('group', { name: 'Send?' });
    const c2 = anAccount('CHILD:c2');
    act(() => showAccount(c2.id, { ...c2, session: { ...c2.session, state: 'expired' } }));
    expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull();
    expect(screen.getByText('c2 is not logged in: nothing can be sent.')).toBeTruthy();
    act(() => showAccount(c2.id, c2));
    await user.click(await screen.findByRole('button', { name: 'Buy 65 in c2' }));
    await screen.findByRole('group', { name: 'Send?' });
    act(() => useLink.setState({ offsetMs: 600_000 }));
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Send?' })).toBeNull());
  });

  it('says of an account that was not read that its login is not known, and of children that were not read nothing', async () => {
    network.use(http.post('*/api/divergences/d1/plan', () => HttpResponse.json(aPlan('p1'))));
    show('/drift/d1');
    await screen.findByRole('button', { name: 'Buy 65 in c2' });
    act(() => useAccounts.setState({ list: null }));
    expect(screen.queryByText(/not logged in/)).toBeNull();
    expect(screen.getByText(/^Whether c2 is logged in is not known yet/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Buy 65 in c2' }).disabled).toBe(true);
    act(() => useAccounts.setState({ list: [] }));
    expect(screen.getByText(/^c2 is not logged in/)).toBeTruthy();
    cleanup();
    act(() => useDivergences.setState({ list: null }));
    show('/drift');
    expect(screen.queryByText('in step')).toBeNull();
    expect(screen.getAllByText('not read yet')).toHaveLength(2);
  });

  it('offers no plan while an order of the child has no known outcome', async () => {
    network.use(
      http.post('*/api/divergences/d1/plan', () =>
        aProblem({ status: 409, code: 'repair-under-way', detail: 'A repair is under way.' }),
      ),
    );
    show('/drift/d1');
    await screen.findByText(/^First we must know what happened to the order of c2/);
    expect(screen.queryByRole('button', { name: /^Buy/ })).toBeNull();
  });

  it('says when the difference has ended meanwhile', () => {
    useDivergences.setState({ list: [] });
    show('/drift/d1');
    expect(screen.getByText(/^This difference is not open any more/)).toBeTruthy();
  });
});
