import type { KillSwitch } from '@copydesk/api-contract';
import { screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { KILL_SWITCH } from '../features/kill-switch/kill-switch-api.ts';
import { aGroup, aKillSwitch } from '../testing/fixtures.ts';
import { network } from '../testing/network.ts';
import { renderDesk } from '../testing/render.tsx';
import { GroupState } from './group-state.tsx';

const SINCE = '2026-11-23T11:42:41+05:30';
const NOBODY = { accountId: null, account: null, groupId: null };

function show(active: Omit<KillSwitch['active'][number], 'since'>) {
  network.use(
    http.get('*/api/kill-switch', () =>
      HttpResponse.json(aKillSwitch({ active: [{ ...active, since: SINCE }] })),
    ),
  );
  return renderDesk(<GroupState group={aGroup()} />);
}

describe('the state of a group', () => {
  it.each([
    { ...NOBODY, scope: 'all' },
    { ...NOBODY, scope: 'group', groupId: 'g1' },
    { ...NOBODY, scope: 'account', accountId: 'id-MASTER:k2', account: 'MASTER:k2' },
  ] as const)('is stopped, and not armed, under a kill switch of $scope', async (active) => {
    show(active);
    expect((await screen.findByText('STOPPED')).closest('a')?.textContent).toBe('FamilySTOPPEDsbx');
  });

  it.each([
    ['one child alone', { ...NOBODY, scope: 'account', accountId: 'id-CHILD:c1', account: 'CHILD:c1' }],
    ['another group', { ...NOBODY, scope: 'group', groupId: 'g2' }],
  ] as const)('stays armed where it is known that %s is stopped', async (_, active) => {
    const { queries } = show(active);
    await waitFor(() =>
      expect(queries.getQueryData(KILL_SWITCH)).toEqual(
        aKillSwitch({ active: [{ ...active, since: SINCE }] }),
      ),
    );
    expect((await screen.findByText('ARMED 2/2')).closest('a')?.textContent).toBe('FamilyARMED 2/2sbx');
    expect(screen.queryByText('STOPPED')).toBeNull();
  });
});
