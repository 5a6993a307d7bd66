import { act, screen, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { afterEach, expect, it } from 'vitest';
import { closeKillSwitch, openKillSwitch } from '../features/kill-switch/kill-switch-store.ts';
import { usePositions } from '../features/positions/positions-store.ts';
import { closeSquareOff } from '../features/square-off/square-off-request.ts';
import { aKillSwitch, aPosition } from '../testing/fixtures.ts';
import { network } from '../testing/network.ts';
import { renderDesk } from '../testing/render.tsx';
import { OwnFrame } from './own-frame.tsx';

afterEach(() => {
  act(() => {
    closeKillSwitch();
    closeSquareOff();
    usePositions.setState({ byKey: null });
  });
});

it('squares off what a kill switch left held in a window of its own too, after a question about the same accounts', async () => {
  network.use(
    http.get('*/api/health', () => HttpResponse.error()),
    http.get('*/api/kill-switch', () =>
      HttpResponse.json(
        aKillSwitch({
          active: [
            {
              scope: 'account',
              accountId: 'id-CHILD:c1',
              account: 'CHILD:c1',
              groupId: null,
              since: '2026-11-23T11:42:41+05:30',
            },
          ],
        }),
      ),
    ),
  );
  usePositions.setState({ byKey: { k: aPosition('CHILD:c1', { netQty: 130 }) } });
  const { user } = renderDesk(<OwnFrame>{null}</OwnFrame>);
  act(openKillSwitch);
  const report = await screen.findByRole('region', { name: 'What was stopped' });
  await user.click(within(report).getByRole('button', { name: 'Square off' }));
  const question = await screen.findByRole('dialog', { name: 'Square off' });
  expect(within(question).getByRole('button', { name: /^Hold to square off c1/ })).toBeTruthy();
});
