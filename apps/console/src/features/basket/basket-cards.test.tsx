import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderDesk } from '../../testing/render.tsx';
import { BasketCards } from './basket-cards.tsx';

it('says on a phone that there is no basket, and how one begins there; and what is not known', () => {
  const { rerender } = renderDesk(<BasketCards baskets={[]} isUnread={false} old={false} />);
  expect(screen.getByText('No baskets. “Collect legs” above the option chain begins one.')).toBeTruthy();
  rerender(<BasketCards baskets={undefined} isUnread old />);
  expect(screen.getByText('Which baskets there are is not known.')).toBeTruthy();
});
