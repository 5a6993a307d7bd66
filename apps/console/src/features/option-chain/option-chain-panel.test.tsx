import type { OptionChain } from '@copydesk/api-contract';
import { screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { prices } from '../../live/prices.ts';
import { anInstrument, aTick, EXPIRY } from '../../testing/fixtures.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { OptionChainPanel } from './option-chain-panel.tsx';

const SPOT = 'NSE:NIFTY 50';

function aLeg(strike: number, optionType: 'CE' | 'PE') {
  return {
    instrumentId: `NFO:NIFTY:${EXPIRY}:${strike}:${optionType}`,
    lastPrice: 124.15,
    change: 5.75,
    changePercent: 4.86,
    bid: 124.1,
    bidQuantity: 65,
    ask: 124.2,
    askQuantity: 65,
    volume: 0,
    openInterest: 1_633_000,
    greeks: { delta: 0.56, theta: -8, gamma: 0.001, vega: 9, rho: null, impliedVolatility: 0.124 },
  };
}

function aChain(part: Partial<OptionChain> = {}): OptionChain {
  return {
    exchange: 'NSE',
    underlying: 'NIFTY',
    expiry: EXPIRY,
    expiries: [EXPIRY],
    spot: { instrumentId: SPOT, symbol: 'NIFTY 50', lastPrice: 26_010, change: null, changePercent: null },
    atMoney: 26_000,
    items: [25_950, 26_000, 26_050].map((strike) => ({
      strike,
      call: aLeg(strike, 'CE'),
      put: strike === 26_050 ? null : aLeg(strike, 'PE'),
    })),
    next: null,
    unpriced: null,
    ...part,
  };
}

function row(strike: number): string {
  return document.querySelector(`[data-strike="${strike}"]`)?.textContent ?? '';
}

describe('the option chain', () => {
  const onChoose = vi.fn();
  const onCollect = vi.fn();
  const onSwitch = vi.fn();
  let collects = false;
  let collected: ReadonlyMap<string, 'BUY' | 'SELL'> = new Map();
  beforeEach(() => {
    collects = false;
    collected = new Map();
    for (const mock of [onChoose, onCollect, onSwitch]) mock.mockClear();
    prices.forget();
    network.use(
      http.get('*/api/option-chain', () => HttpResponse.json(aChain())),
      http.get('*/api/instruments/:id', ({ params }) =>
        HttpResponse.json({ ...anInstrument({ id: String(params['id']) }), listings: [] }),
      ),
    );
  });

  function renderChain() {
    return renderDesk(
      <OptionChainPanel
        underlying="NIFTY"
        exchange="NSE"
        onChoose={onChoose}
        collecting={{ on: collects, legs: collected, onCollect, onSwitch }}
      />,
    );
  }

  it('shows figures of both halves around the strike, and ticks by itself', async () => {
    renderChain();
    await waitFor(() =>
      expect(row(25_950)).toBe('16.33L+4.912.40.56124.15BS25,950124.15BS0.5612.4+4.916.33L'),
    );
    prices.connected(() => undefined);
    prices.take(aTick(`NFO:NIFTY:${EXPIRY}:25950:CE`, 130, { oi: 1_700_000 }));
    await waitFor(() => expect(row(25_950)).toMatch(/^17\.00L\+4\.912\.40\.56130\.00BS/));
  });

  it('moves the mark of the money with the spot, and centres only when it is asked to', async () => {
    const { user } = renderChain();
    await waitFor(() => expect(row(26_000)).toContain('▸26,000'));
    prices.connected(() => undefined);
    prices.take(aTick(SPOT, 26_049));
    await screen.findByText('Spot is now nearest 26,050.');
    expect(row(26_050)).toContain('▸26,050');
    await user.click(screen.getByRole('button', { name: /^Centre/ }));
    await waitFor(() => expect(screen.queryByText(/^Spot is now nearest/)).toBeNull());
  });

  it('is walked by arrows, and B or S on a price fills the ticket', async () => {
    const { user } = renderChain();
    await waitFor(() => expect(row(26_000)).not.toBe(''));
    document.querySelector<HTMLElement>('[data-leg][tabindex="0"]')?.focus();
    expect(document.activeElement?.getAttribute('data-leg')).toBe('26000:call');
    await user.keyboard('{ArrowRight}{ArrowUp}');
    expect(document.activeElement?.getAttribute('data-leg')).toBe('25950:put');
    await user.keyboard('s');
    await waitFor(() => expect(onChoose).toHaveBeenCalledTimes(1));
    expect(onChoose.mock.calls[0]?.[0]).toMatchObject({ id: `NFO:NIFTY:${EXPIRY}:25950:PE` });
    expect(onChoose.mock.calls[0]?.[1]).toBe('SELL');
  });

  it('collects a leg by Space at any time, and by every press while legs are collected', async () => {
    const { user, unmount } = renderChain();
    await waitFor(() => expect(row(26_000)).not.toBe(''));
    document.querySelector<HTMLElement>('[data-leg][tabindex="0"]')?.focus();
    const call = `NFO:NIFTY:${EXPIRY}:26000:CE`;
    await user.keyboard(' {Shift>} {/Shift}');
    expect(onCollect.mock.calls).toEqual([
      [call, null],
      [call, 'SELL'],
    ]);
    await user.click(screen.getByRole('button', { name: 'Collect legs', pressed: false }));
    expect(onSwitch).toHaveBeenCalledWith(true);
    unmount();

    collects = true;
    collected = new Map([[call, 'SELL']]);
    const { user: other } = renderChain();
    await waitFor(() => expect(row(26_000)).toContain('S leg of the basket124.15'));
    onCollect.mockClear();
    document.querySelector<HTMLElement>('[data-leg="26000:put"]')?.focus();
    const put = `NFO:NIFTY:${EXPIRY}:26000:PE`;
    await other.keyboard('b{Enter}');
    await other.click(screen.getByRole('button', { name: 'Sell 26000 PE' }));
    expect(onCollect.mock.calls).toEqual([
      [put, 'BUY'],
      [put, null],
      [put, 'SELL'],
    ]);
    expect(onChoose).not.toHaveBeenCalled();
  });

  it('says that an expiry is today where it trades, whatever day it is here', async () => {
    network.use(
      http.get('*/api/conditions', () =>
        HttpResponse.json({
          markets: [],
          clocks: [{ environment: 'sandbox', at: `${EXPIRY}T11:42:00.000+05:30` }],
          accounts: [],
        }),
      ),
    );
    renderChain();
    await screen.findByRole('option', { name: '01 DEC · exp today' });
  });

  it('says in words why there are no prices, and what has no options', async () => {
    network.use(http.get('*/api/option-chain', () => HttpResponse.json(aChain({ unpriced: 'no-session' }))));
    const { unmount } = renderChain();
    await screen.findByText(/^No account is logged in, so nobody tells prices\./);
    unmount();
    network.use(
      http.get('*/api/option-chain', () =>
        aProblem({ status: 404, code: 'instrument-not-found', detail: 'No options are listed.' }),
      ),
    );
    renderChain();
    await screen.findByText('No option chain of NIFTY. No options are listed.');
  });
});
