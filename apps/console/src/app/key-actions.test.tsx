import { act, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetBasketDraft, useBasketDraft } from '../features/basket/basket-draft.ts';
import { collectLeg } from '../features/basket/collect-leg.ts';
import { usePositions } from '../features/positions/positions-store.ts';
import { KEY_TABLE } from '../lib/key-table.ts';
import { HEDGE_ID } from '../testing/basket.ts';
import { anInstrument } from '../testing/fixtures.ts';
import { aProblem, network } from '../testing/network.ts';
import { renderDesk } from '../testing/render.tsx';
import { DeskTicket } from './desk-ticket.tsx';
import { runKey } from './key-actions.ts';
import { useKeys } from './keys.ts';

const HEDGE = anInstrument({ id: HEDGE_ID, strike: 26_500, symbol: 'NIFTY26D0126500CE' });

function Chain() {
  return (
    <button type="button" data-leg="26000:call">
      Price
    </button>
  );
}

function Page({ go }: { readonly go: (path: string) => void }) {
  useKeys(go);
  return null;
}

describe('the key of the basket', () => {
  let frames: FrameRequestCallback[] = [];
  beforeEach(() => {
    forgetBasketDraft();
    usePositions.setState({ byKey: {} });
    frames = [];
    network.use(
      http.post('*/api/orders/preview', () =>
        aProblem({ status: 503, code: 'account-not-settled', detail: 'The account is being compared.' }),
      ),
      http.get('*/api/protection-defaults', () =>
        HttpResponse.json({ sl: null, target: null, trail: null, resting: false }),
      ),
      http.get('*/api/instruments/:id', () => HttpResponse.json({ ...HEDGE, listings: [] })),
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    history.replaceState(null, '', '/desk');
  });

  it.each(['basket', 'focus.ticket'])(
    'shows a basket without legs by “%s” and leaves the focus on the chain and the address alone',
    async (id) => {
      // happy-dom runs frames at once; a browser sixty a second.
      vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => frames.push(run));
      history.replaceState(null, '', '/desk?view=both&tab=positions');
      const went: string[] = [];
      if (id === 'focus.ticket') useBasketDraft.setState({ open: true });
      renderDesk(
        <>
          <Chain />
          <DeskTicket />
        </>,
      );
      const price = screen.getByRole('button', { name: 'Price' });
      act(() => price.focus());
      act(() => runKey(id, (path) => went.push(path)));
      await screen.findByRole('form', { name: 'Basket' });
      await act(() => collectLeg(HEDGE.id, null));
      await waitFor(() => expect(document.querySelector('[data-key=basket-lots]')).not.toBeNull());
      act(() => {
        for (const run of frames.splice(0)) run(0);
      });
      expect(document.activeElement).toBe(price);
      expect(went).toEqual([]);
    },
  );

  it('goes to its lots where it has legs, and to the Desk from elsewhere', async () => {
    const went: string[] = [];
    renderDesk(<DeskTicket />);
    await act(() => collectLeg(HEDGE.id, null));
    await waitFor(() => expect(document.querySelector('[data-key=basket-lots]')).not.toBeNull());
    act(() => runKey('focus.ticket', (path) => went.push(path)));
    expect(document.activeElement?.getAttribute('data-key')).toBe('basket-lots');
    expect(went).toEqual([]);
    act(forgetBasketDraft);
    history.replaceState(null, '', '/copy');
    act(() => runKey('basket', (path) => went.push(path)));
    expect(went).toEqual(['/desk']);
  });

  it('is no letter that a page or a way to one has for its own', async () => {
    const went: string[] = [];
    const go = (path: string): void => {
      went.push(path);
    };
    const { user } = renderDesk(<Page go={go} />);
    // The readiness page logs in by it.
    await user.keyboard('l');
    expect(went).toEqual([]);
    await user.keyboard('gl');
    expect([went, useBasketDraft.getState().open]).toEqual([['/log'], false]);
    const keys = KEY_TABLE.find(({ id }) => id === 'basket')?.keys ?? '';
    await user.keyboard(keys);
    expect(useBasketDraft.getState().open).toBe(true);
  });
});
