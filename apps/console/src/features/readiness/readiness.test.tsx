import type { Readiness } from '@copydesk/api-contract';
import { act, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useAccounts } from '../../live/accounts-store.ts';
import { useDivergences } from '../../live/divergences-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { takeBack, useUndo } from '../../live/undo.ts';
import { aGroup, aLink, anAccount, anInstrument, EXPIRY } from '../../testing/fixtures.ts';
import { aProblem, moveSandboxClock, network } from '../../testing/network.ts';
import { onPhone } from '../../testing/phone.ts';
import { renderDesk } from '../../testing/render.tsx';
import { ReadinessPage } from './readiness-page.tsx';

type Row = Readiness['accounts'][number];

function aRow(address: string, part: Partial<Row> = {}): Row {
  return {
    accountId: `id-${address}`,
    account: address,
    broker: 'zerodha-sandbox',
    environment: 'sandbox',
    sessionValidUntil: new Date(Date.now() + 76_400_000).toISOString(),
    funds: { available: 443000, used: 0 },
    stream: 'up',
    feed: { state: 'up', instruments: 12, reason: null },
    ddpi: 'standing',
    authoriseSalesAt: null,
    products: ['I', 'D'],
    segments: ['NSE', 'NFO'],
    instrumentsAgeMs: 600_000,
    egress: { seen: '203.0.113.7', onFile: ['203.0.113.7'], state: 'ok' },
    clockSkewMs: 12,
    guarded: null,
    settled: true,
    problems: ['The group is not armed.'],
    ...part,
  };
}

const LOGGED_OUT = {
  sessionValidUntil: null,
  funds: null,
  stream: null,
  ddpi: null,
  settled: false,
} as const;

function serve(...accounts: readonly Row[]): void {
  network.use(
    http.get('*/api/readiness', () =>
      HttpResponse.json({
        ready: true,
        accounts,
        groups: [{ id: 'g1', name: 'Family', armed: false, reasons: ['The group is not armed.'] }],
        markets: [
          {
            environment: 'sandbox',
            segment: 'NSE',
            open: true,
            opensAt: null,
            closesAt: null,
            cutOffAt: null,
            deskClosesAt: null,
            nextOpensAt: null,
          },
        ],
      }),
    ),
  );
}

function show(stopped = false) {
  const rendered = renderDesk(<ReadinessPage isStopped={() => stopped} />);
  useGroups.setState({ list: [aGroup({ armed: false })] });
  return rendered;
}

function rowOf(name: string): Promise<HTMLElement> {
  return waitFor(() => {
    const row = screen.getAllByRole('row').find((one) => one.textContent?.startsWith(name));
    if (row === undefined) throw new Error(`No row ${name}`);
    return row;
  });
}

describe('the morning board', () => {
  const assign = vi.spyOn(window.location, 'assign').mockImplementation(() => undefined);
  beforeEach(() => assign.mockClear());
  afterEach(() => vi.unstubAllGlobals());

  it('tells on a phone the state of each account in words, its login and funds, and mends it there', async () => {
    onPhone();
    serve(aRow('MASTER:k2'), aRow('CHILD:c1'), aRow('CHILD:c2', LOGGED_OUT));
    const asked: string[] = [];
    network.use(
      http.post('*/api/accounts/:account/login', ({ params }) => {
        asked.push(String(params['account']));
        return HttpResponse.json({ url: 'https://broker.example/login' });
      }),
    );
    const { user } = show();
    const cards = within(await screen.findByRole('list', { name: 'Readiness' }));
    const [master, , c2] = cards.getAllByRole('listitem');
    expect(master?.textContent).toMatch(/^k2.*Ready.*Login until .*funds ₹4,43,000\.00$/);
    expect(c2?.textContent).toMatch(/^c2.*Log in.*Not logged in/);
    expect(screen.queryByRole('table')).toBeNull();
    await user.click(cards.getByRole('button', { name: 'Log in c2' }));
    await waitFor(() => expect(asked).toEqual(['id-CHILD:c2']));
  });

  it('keeps Arm off until each account is ready, and says for whom it waits', async () => {
    serve(aRow('MASTER:k2'), aRow('CHILD:c1'), aRow('CHILD:c2', LOGGED_OUT));
    const armed: string[] = [];
    network.use(
      http.post('*/api/groups/:id/arm', ({ params }) => {
        armed.push(String(params['id']));
        return HttpResponse.json(aGroup({ armed: true, version: 4 }));
      }),
    );
    const { user } = show();
    await screen.findByText('2 of 3 ready');
    expect((await rowOf('k2')).textContent).toMatch(
      /4,43,000\.00.*up.*live, 12.*203\.0\.113\.7\+12 msauthorisedReady/,
    );
    const arm = screen.getByRole('button', { name: 'Arm Family' });
    expect(arm.hasAttribute('disabled')).toBe(true);
    expect(screen.getByText('c2 is not ready: log in, or leave out.')).toBeTruthy();
    serve(aRow('MASTER:k2'), aRow('CHILD:c1'), aRow('CHILD:c2'));
    useAccounts.setState(({ list }) => ({ list: [...(list ?? [])] }));
    await waitFor(() => expect(arm.hasAttribute('disabled')).toBe(false));
    await user.click(arm);
    await screen.findByText('Armed: entries are copied.');
    expect(armed).toEqual(['g1']);
  });

  it('says which day it is where the accounts trade, and that the index expires', async () => {
    serve(aRow('MASTER:k2'));
    network.use(
      http.get('*/api/instruments', () => HttpResponse.json({ items: [anInstrument()], next: null })),
      http.get('*/api/conditions', () =>
        HttpResponse.json({
          markets: [],
          clocks: [{ environment: 'sandbox', at: `${EXPIRY}T08:47:00.000+05:30` }],
          accounts: [],
        }),
      ),
    );
    show();
    expect((await screen.findByText('· NIFTY expires today')).parentElement?.textContent).toBe(
      'Tue 1 Dec · NIFTY expires today',
    );
  });

  it('leaves an account out by making its link exits only; then the others can be armed', async () => {
    serve(aRow('MASTER:k2'), aRow('CHILD:c1'), aRow('CHILD:c2', LOGGED_OUT));
    const patches: { version: number; children: { account: string; state: string }[] }[] = [];
    network.use(
      http.patch('*/api/groups/g1', async ({ request }) => {
        patches.push((await request.json()) as (typeof patches)[number]);
        const [c1, c2] = aGroup().children;
        if (c1 === undefined || c2 === undefined) throw new Error('two children');
        return HttpResponse.json(
          aGroup({ armed: false, version: 4, children: [c1, { ...c2, state: 'closeOnly' }] }),
        );
      }),
    );
    const { user } = show();
    await user.click(await screen.findByRole('button', { name: 'Leave out c2' }));
    expect((await rowOf('c2')).textContent).toContain('Left out: exits only');
    expect(screen.getByRole('button', { name: 'Arm Family' }).hasAttribute('disabled')).toBe(false);
    expect(screen.getByRole('button', { name: 'Take in c2' })).toBeTruthy();
    expect(patches.map(({ version, children }) => [version, ...children.map(({ state }) => state)])).toEqual([
      [3, 'active', 'closeOnly'],
    ]);
    expect(useUndo.getState().offer?.words).toBe('c2 is exits only.');
    takeBack();
    await waitFor(() => expect(patches[1]?.children.map(({ state }) => state)).toEqual(['active', 'active']));
    expect(useUndo.getState().offer).toBeNull();
  });

  it('goes to the next broker login by L, the master first; not from a field, and not by a held key', async () => {
    serve(aRow('MASTER:k2', LOGGED_OUT), aRow('CHILD:c1', LOGGED_OUT), aRow('CHILD:c2'));
    const asked: string[] = [];
    network.use(
      http.post('*/api/accounts/:account/login', ({ params }) => {
        asked.push(String(params['account']));
        return HttpResponse.json({ url: 'https://broker.example/login' });
      }),
    );
    const { user } = show();
    await screen.findByRole('button', { name: /^L Log in next: k2 Zerodha/ });
    await user.keyboard('{Control>}l{/Control}');
    await user.keyboard('l');
    await waitFor(() => expect(assign).toHaveBeenCalledWith('https://broker.example/login'));
    expect(asked).toEqual(['id-MASTER:k2']);
  });

  it('tells an address that the broker has not on file, and a slow stream from a broken login', async () => {
    serve(
      aRow('MASTER:k2', {
        stream: 'down',
        problems: ['The order stream is down; the book is polled.', 'The group is not armed.'],
      }),
      aRow('CHILD:c1', {
        egress: { seen: '203.0.113.9', onFile: ['203.0.113.8'], state: 'differs' },
        problems: ['Order calls leave from 203.0.113.9 that is not registered at the broker.'],
      }),
      aRow('CHILD:c2', { settled: false, problems: ['Being compared with the broker.'] }),
    );
    show();
    expect((await rowOf('k2')).textContent).toMatch(/down, read.*Ready, with care/);
    expect((await rowOf('c1')).textContent).toMatch(/≠ 203\.0\.113\.9.*Fix the address/);
    expect(screen.getByRole('button', { name: 'Check address of c1' })).toBeTruthy();
    expect(within(await rowOf('c2')).getByText('Checking')).toBeTruthy();
    expect(screen.getByText('c1, c2 are not ready: log in, or leave out.')).toBeTruthy();
  });

  it('arms an account again that another copier had disarmed', async () => {
    serve(aRow('MASTER:k2'), aRow('CHILD:c1'), aRow('CHILD:c2'));
    let again = '';
    network.use(
      http.post('*/api/accounts/:account/arm', ({ params }) => {
        again = String(params['account']);
        return HttpResponse.json(anAccount('CHILD:c1'));
      }),
    );
    const { user } = show();
    useAccounts.setState(({ list }) => ({
      list: (list ?? []).map((account) =>
        account.address === 'CHILD:c1'
          ? { ...account, disarmedBecause: 'Another copier places orders here.' }
          : account,
      ),
    }));
    await user.click(await screen.findByRole('button', { name: 'Arm again c1' }));
    await waitFor(() => expect(again).toBe('id-CHILD:c1'));
  });

  it('counts a stopped link as left out, and offers no way to take it in here', async () => {
    serve(aRow('MASTER:k2'), aRow('CHILD:c1'), aRow('CHILD:c2'));
    show();
    useGroups.setState({
      list: [
        aGroup({ armed: false, children: [aLink('CHILD:c1'), aLink('CHILD:c2', { state: 'stopped' })] }),
      ],
    });
    expect((await rowOf('c2')).textContent).toContain('Stopped by a limit');
    expect(screen.queryByRole('button', { name: 'Take in c2' })).toBeNull();
  });

  it('claims no address that nobody told, and says of a sandbox that there is none', async () => {
    const untold = { seen: null, onFile: null, state: 'ok' } as const;
    serve(
      aRow('MASTER:k2', { egress: untold }),
      aRow('CHILD:c1', { egress: untold, environment: 'live' }),
      aRow('CHILD:c2', { egress: { ...untold, seen: '203.0.113.8', state: 'unknown' } }),
    );
    show();
    const placeIn = async (name: string) => (await rowOf(name)).querySelectorAll('td')[6]?.textContent;
    expect(await placeIn('k2')).toBe('—');
    expect(await placeIn('c1')).toBe('not known, not checked');
    expect(await placeIn('c2')).toBe('203.0.113.8, not checked');
  });

  it("counts down to the end of a login by the sandbox's clock", async () => {
    moveSandboxClock(10 * 3_600_000);
    serve(aRow('MASTER:k2', { sessionValidUntil: new Date(Date.now() + 11.5 * 3_600_000).toISOString() }));
    show();
    await waitFor(async () => expect((await rowOf('k2')).textContent).toMatch(/· 1 h (29|30) m/));
  });

  it('claims no empty board where the board could not be read', async () => {
    network.use(
      http.get('*/api/readiness', () =>
        aProblem({ status: 503, code: 'not-ready', detail: 'The desk is starting.' }),
      ),
    );
    renderDesk(<ReadinessPage isStopped={() => false} />);

    await screen.findByText(/The board could not be read/);
    expect(screen.queryByText('No accounts yet.')).toBeNull();
  });

  it('claims no drift of zero before the differences were read', async () => {
    serve(aRow('MASTER:k2'), aRow('CHILD:c1'), aRow('CHILD:c2'));
    show();
    await screen.findByText('3 of 3 ready');
    act(() => useDivergences.setState({ list: null }));
    expect(screen.getByText(/drift not read yet$/)).toBeTruthy();
    act(() => useDivergences.setState({ list: [] }));
    expect(screen.getByText(/drift 0$/)).toBeTruthy();
  });

  it('arms nothing while a kill switch is on, and says why', async () => {
    serve(aRow('MASTER:k2'), aRow('CHILD:c1'), aRow('CHILD:c2'));
    show(true);
    await screen.findByText('3 of 3 ready');
    expect(screen.getByRole('button', { name: 'Arm Family' }).hasAttribute('disabled')).toBe(true);
    screen.getByText('Kill switch is on: no entry passes before it is lifted.');
    useGroups.setState({ list: [aGroup()] });
    await screen.findByRole('button', { name: 'Disarm' });
    expect(screen.queryByText('Armed: entries are copied.')).toBeNull();
  });
});
