import { act, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { money } from '../../lib/numbers.ts';
import { renderDesk } from '../../testing/render.tsx';
import { SquareOffLayer } from './square-off-control.tsx';
import { askSquareOff, closeSquareOff } from './square-off-request.ts';

afterEach(() => act(closeSquareOff));

it('lists what stands in each account, marked where it is played, and all of it together', () => {
  renderDesk(
    <SquareOffLayer
      standingIn={(ids) => ({ orders: ids.size, positions: 2 * ids.size, value: money(1000 * ids.size) })}
    />,
  );
  act(() => askSquareOff({ scope: 'all' }));
  const dialog = screen.getByRole('dialog', { name: 'Square off' });
  const rows = within(dialog)
    .getAllByRole('row')
    .map((row) => row.textContent);
  expect(rows.slice(1)).toEqual([
    'k2 sbx Zerodha121,000.00',
    'c1 sbx Zerodha121,000.00',
    'c2 sbx Zerodha121,000.00',
    'Total363,000.00',
  ]);
  within(dialog).getByRole('button', { name: 'Back' });
});
