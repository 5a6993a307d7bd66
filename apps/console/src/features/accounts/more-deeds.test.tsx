import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { MoreDeeds } from './more-deeds.tsx';

it('offers the seldom deeds of an account behind one button, each by its own name', async () => {
  const change = vi.fn();
  const user = userEvent.setup();
  render(<MoreDeeds name="c1" deeds={[{ word: 'Change', spoken: 'Change c1', run: change }]} />);
  expect(screen.queryByText('Change')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'More of c1' }));
  await user.click(screen.getByRole('menuitem', { name: 'Change c1' }));
  expect(change).toHaveBeenCalledTimes(1);
});
