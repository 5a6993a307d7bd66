import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { usePreferences } from '../live/preferences.ts';
import { usePhonePart } from './desk-view.ts';

function Part() {
  const [part, choose] = usePhonePart();
  return (
    <>
      <output>{part}</output>
      <button type="button" onClick={() => choose('chain')}>
        Chain
      </button>
    </>
  );
}

function shownAt(address: string): string | null {
  history.replaceState(null, '', address);
  const { unmount } = render(<Part />);
  const shown = screen.getByRole('status').textContent;
  unmount();
  return shown;
}

describe('the part of the Desk that a phone shows', () => {
  beforeEach(() => usePreferences.setState({ read: true, values: { view: 'both' } }));

  it('is what the address says, and of both the chart', () => {
    expect(shownAt('/desk')).toBe('watch');
    expect(shownAt('/desk?view=chart')).toBe('chart');
    expect(shownAt('/desk?view=chain')).toBe('chain');
    expect(shownAt('/desk?view=book')).toBe('book');
    expect(shownAt('/desk?view=both')).toBe('chart');
    expect(shownAt('/desk?view=nothing')).toBe('watch');
    expect(shownAt('/desk?tab=funds')).toBe('book');
    expect(shownAt('/desk?tab=funds&view=chain')).toBe('chain');
  });

  it('goes into the address, the rest of which stays, and not into what the person keeps for a desk', async () => {
    history.replaceState(null, '', '/desk?tab=funds');
    render(<Part />);
    await userEvent.click(screen.getByRole('button', { name: 'Chain' }));
    expect(location.search).toBe('?tab=funds&view=chain');
    expect(screen.getByRole('status').textContent).toBe('chain');
    expect(usePreferences.getState().values.view).toBe('both');
  });
});
