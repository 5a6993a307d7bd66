import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { aPosition, aProtection } from '../../testing/fixtures.ts';
import { protectedBy } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { PositionsPanel } from './positions-panel.tsx';
import { applyPosition, usePositions } from './positions-store.ts';

it('says by whose prices a stop watches: under the row where they are another broker’s, and while it is edited', async () => {
  const [broker, brokerName, by] = ['upstox-sandbox', 'Upstox sandbox', 'stream'] as const;
  const watchedBy = [{ accountId: 'id-CHILD:c1', account: 'CHILD:c1', broker, brokerName, by }];
  protectedBy(aProtection({ watchedBy }));
  usePositions.setState({ byKey: {} });
  applyPosition(aPosition('MASTER:k2', { sl: 110, setSl: true }));
  const { user } = renderDesk(<PositionsPanel refusedExit={() => null} />);
  await screen.findByText('Its stop watches the Upstox stream of c1.');
  const stop = screen.getByRole('button', { name: /^Stop of .*: 110\.00/ });
  expect(stop.title).toBe('Change the stop; watched by the Upstox stream of c1');
  screen.getAllByRole('row')[1]?.focus();
  await user.keyboard('p');
  await screen.findByText(/^Armed since 11:20:00, watched by the Upstox stream of c1\. Takes out k2/);
});
