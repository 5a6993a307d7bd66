import type { KillSwitch } from '@copydesk/api-contract';
import { screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { aGroup, aKillSwitch } from '../testing/fixtures.ts';
import { network } from '../testing/network.ts';
import { renderDesk } from '../testing/render.tsx';
import { GroupState } from './group-state.tsx';

const SINCE = '2026-11-23T11:42:41+05:30';
const NOBODY = { accountId: null, account: null, groupId: null };

function show(active: Omit<KillSwitch['active'][number], 'since'>): void {
  network.use(
    http.get('*/api/kill-switch', () =>
      HttpResponse.json(aKillSwitch({ active: [{ ...active, since: SINCE }] })),
    ),
  );
  renderDesk(<GroupState group={aGroup()} />);
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

  it('stays armed where one child alone is stopped', async () => {
    show({ ...NOBODY, scope: 'account', accountId: 'id-CHILD:c1', account: 'CHILD:c1' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(screen.getByRole('link').textContent).toBe('FamilyARMED 2/2sbx');
  });
});
