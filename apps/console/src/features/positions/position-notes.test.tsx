import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useGroups } from '../../live/groups-store.ts';
import { aChildPosition, aGroup, aPosition, aProtection } from '../../testing/fixtures.ts';
import { protectedBy } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { PositionsPanel } from './positions-panel.tsx';
import { applyPosition, usePositions } from './positions-store.ts';

const NONE_REFUSED = () => null;

describe('what is said under a position of its protection', () => {
  beforeEach(() => {
    usePositions.setState({ byKey: {} });
    useGroups.setState({ list: [aGroup()] });
  });

  it('says whether the stop behind a protection rests, is withheld, or was refused', async () => {
    applyPosition(aPosition('MASTER:k2', { sl: 110, setSl: true }));
    const since = '2026-11-23T11:20:00+05:30';
    protectedBy(aProtection({ resting: true, restingOrderId: 'o7' }));
    const first = renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    const rests = await screen.findByText('A stop rests at the broker too.');
    expect(rests.querySelector('svg')).toBeNull();
    first.unmount();
    protectedBy(aProtection({ resting: true, state: 'unguarded' }));
    const second = renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    await screen.findByText(/its stop cannot act\. Its stop at the broker is withheld: none rests there now/);
    second.unmount();
    protectedBy(aProtection({ resting: true }));
    const refused = vi.fn(() => 'Zerodha refused: “RMS”.');
    renderDesk(<PositionsPanel refusedExit={refused} />);
    const said = await screen.findByText(
      'No stop rests at the broker. Zerodha refused: “RMS”. The desk itself acts, and it is tried again.',
    );
    // Not by its hue alone.
    expect(said.querySelector('svg')).not.toBeNull();
    expect(refused).toHaveBeenCalledWith(expect.objectContaining({ account: 'MASTER:k2' }), since);
  });

  it('says that a stop has no live price, and what became of one that was reached and refused', async () => {
    protectedBy(aProtection({ state: 'blind', standing: null, silentSince: '2026-11-23T11:20:04+05:30' }));
    applyPosition(aPosition('MASTER:k2', { sl: 110, setSl: true }));
    renderDesk(<PositionsPanel refusedExit={() => 'Zerodha refused: “RMS”.'} />);
    await screen.findByText(/^Feed silent since 11:20:04\. The stop has no live price/);
    const leftBy = { by: 'stop', level: 110, figure: 109.95, at: '2026-11-23T11:42:05+05:30' } as const;
    applyPosition(aPosition('MASTER:k2', { leftBy }));
    const reached = 'Stop 110.00 was reached by 109.95 at 11:42:05.';
    await screen.findByText(`${reached} Zerodha refused: “RMS”. It is tried again.`);
    applyPosition(
      aPosition('MASTER:k2', { leftBy, netQty: 0, childPositions: [aChildPosition('CHILD:c1', 65)] }),
    );
    await screen.findByText(`${reached} k2 is flat. Still held: c1 +65.`);
  });

  it('does not call a stop armed whose position its broker does not show in the morning, and says that exits wait', async () => {
    protectedBy(aProtection({ state: 'not-shown', figure: null, standing: null }));
    applyPosition(aPosition('MASTER:k2', { sl: 110, setSl: true }));
    const { user } = renderDesk(<PositionsPanel refusedExit={NONE_REFUSED} />);
    const said = await screen.findByText(/^k2's broker does not show this position today/);
    expect(said.textContent).toContain('Its stop does not act, and exits wait');
    screen.getAllByRole('row')[1]?.focus();
    await user.keyboard('p');
    await screen.findByText(/^Set at 11:20:00\. Takes out/);
    expect(document.body.textContent).not.toContain('Armed since');
  });
});
