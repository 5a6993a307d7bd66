import type { AlertMessage } from '@copydesk/api-contract';
import { screen, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { addAlerts, rememberAlert, useAlerts, waitsForYou } from '../../live/alerts-store.ts';
import { aChildOrder, aDivergence, aGroup, aLink, anAccount, anOrder } from '../../testing/fixtures.ts';
import { moveSandboxClock, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { readAlertHistory } from './alert-history.ts';
import { AlertSettings } from './alert-settings.tsx';
import { AlertsPage } from './alerts-page.tsx';
import { causesOf, type LiveBooks } from './causes.ts';

const CALM: LiveBooks = {
  accounts: ['MASTER:k2', 'CHILD:c1', 'CHILD:c2'].map((address) => anAccount(address)),
  groups: [aGroup()],
  divergences: [],
  orders: [anOrder()],
  unreached: [],
  nowMs: Date.parse('2026-11-23T11:42:00+05:30'),
};

function anAlert(part: Partial<AlertMessage> = {}): AlertMessage {
  return {
    eventId: 40,
    at: '2026-11-23T11:20:04+05:30',
    more: false,
    type: 'alert-raised',
    code: 'feed-silent',
    accountId: null,
    account: null,
    text: 'RELIANCE feed 14 s old; its stop now watches Upstox prices.',
    ...part,
  };
}

describe('what needs the person', () => {
  it('is nothing while every book is calm, and an account outside of every group waits for nobody', () => {
    expect(causesOf(CALM)).toEqual([]);
    const loose = anAccount('SPARE:s1', {
      group: null,
      session: { ...anAccount('SPARE:s1').session, state: 'none' },
    });
    expect(causesOf({ ...CALM, accounts: [loose] })).toEqual([]);
  });

  it('names account, cause and next step of each trouble, and ends with it', () => {
    const ended = anAccount('CHILD:c1', {
      session: { ...anAccount('CHILD:c1').session, state: 'expired', endedBecause: 'It ended at 03:30.' },
    });
    const causes = causesOf({
      ...CALM,
      accounts: [ended],
      groups: [
        aGroup({ children: [aLink('CHILD:c2', { state: 'stopped', stoppedBecause: 'Day loss reached.' })] }),
      ],
      divergences: [aDivergence()],
      orders: [
        anOrder({
          childOrders: [
            aChildOrder('CHILD:c1', { status: 'uncertain', certainBy: '2026-11-23T11:24:07+05:30' }),
            aChildOrder('CHILD:c2', {
              status: 'rejected',
              reason: { code: 'margin', text: 'Not enough margin.', brokerText: 'Insufficient funds.' },
            }),
          ],
        }),
      ],
    });
    expect(causes.map(({ account, action, href, text }) => [account, action, href, text])).toEqual([
      [
        'CHILD:c1',
        'Log in c1',
        '/readiness',
        'is not logged in at Zerodha. It ended at 03:30. Its entries and exits cannot be sent; the others go on.',
      ],
      ['CHILD:c2', 'Resume', '/copy/g1/id-CHILD%3Ac2', 'is stopped until you resume it. Day loss reached.'],
      [
        'CHILD:c2',
        'Plan',
        '/drift/d1',
        'NIFTY 01 DEC 26000 CE differs by −1 lot. No order of the desk explains it.',
      ],
      [
        'CHILD:c1',
        'See',
        '/orders/o1?account=id-CHILD%3Ac1',
        expect.stringMatching(
          /^BUY NIFTY 01 DEC 26000 CE was sent to Zerodha, no answer yet\. .* Certain by 11:24:07\.$/,
        ),
      ],
      [
        'CHILD:c2',
        'Retry or leave',
        '/orders/o1?account=id-CHILD%3Ac2',
        expect.stringMatching(/was refused by .*: “Insufficient funds”\. The other accounts go on\.$/),
      ],
    ]);
  });
});

it('no more waits for a refused child that was tried again, or left', () => {
  const refused = aChildOrder('CHILD:c2', { status: 'rejected', filledQuantity: 0 });
  const again = aChildOrder('CHILD:c2', { childId: 'again' });
  const reason = { code: 'left-by-hand', text: 'Left by hand.' };
  const left = aChildOrder('CHILD:c2', { childId: 'left', status: 'skipped', filledQuantity: 0, reason });
  const causes = (...childOrders: ReturnType<typeof aChildOrder>[]) =>
    causesOf({ ...CALM, orders: [anOrder({ childOrders })] });
  expect(causes(refused)).toHaveLength(1);
  expect(causes(refused, again)).toEqual([]);
  expect(causes(refused, left)).toEqual([]);
});

describe('alerts', () => {
  beforeEach(() => useAlerts.setState({ items: [], seen: [], muted: [] }));

  it('stand until they are marked as seen, also over a reload; what a person did themselves does not wait', async () => {
    rememberAlert(anAlert());
    rememberAlert(anAlert({ eventId: 41, code: 'kill-switch-set', text: 'Kill switch on.' }));
    const { user } = renderDesk(<AlertsPage causes={[]} />);
    const panel = screen.getByRole('tabpanel', { name: /^Needs you 1/ });
    expect(within(panel).queryByText('Kill switch on.')).toBeNull();
    await user.click(within(panel).getByRole('button', { name: /^Seen:/ }));
    expect(within(panel).getByText(/^Nothing needs you\./)).toBeTruthy();
    const kept = JSON.parse(localStorage.getItem('copydesk.alerts-seen') ?? '[]') as number[];
    expect(kept).toContain(40);
  });

  it('lists under All also what needs the person, and names accounts as of the sandbox', async () => {
    const about = { accountId: 'id-CHILD:c1', account: 'CHILD:c1' };
    rememberAlert(anAlert({ ...about, eventId: 60, code: 'feed-back', text: 'The feed is back.' }));
    const causes = causesOf({ ...CALM, divergences: [aDivergence()] });
    const { user } = renderDesk(<AlertsPage causes={causes} />);
    await user.click(screen.getByRole('tab', { name: /^All 2/ }));
    const panel = screen.getByRole('tabpanel', { name: /^All/ });
    expect(within(panel).getByText(/differs by −1 lot/).textContent).toMatch(/^c2 sbx NIFTY/);
    expect(within(panel).getByRole('link', { name: /^Plan:/ })).toBeTruthy();
    expect(within(panel).getByText(/The feed is back/).textContent).toMatch(/^c1 sbx The feed/);
  });

  it('no longer wait once what they told is over in that account', () => {
    const lost = { code: 'feed-not-up', accountId: 'a', account: 'MASTER:k2' };
    rememberAlert(anAlert({ ...lost, eventId: 50 }));
    rememberAlert(anAlert({ ...lost, eventId: 51, accountId: 'b' }));
    rememberAlert(anAlert({ ...lost, eventId: 52, code: 'feed-back' }));
    rememberAlert(anAlert({ ...lost, eventId: 53, code: 'feed-lost' }));
    const alerts = useAlerts.getState();
    const waiting = alerts.items.filter((alert) => waitsForYou(alert, alerts));
    expect(waiting.map(({ eventId }) => eventId)).toEqual([53, 51]);
  });

  it('mutes a kind: it no longer counts, and can be unmuted', async () => {
    rememberAlert(anAlert());
    rememberAlert(anAlert({ eventId: 42, text: 'INFY feed 20 s old.' }));
    const { user } = renderDesk(<AlertsPage causes={[]} />);
    const [first] = screen.getAllByRole('button', { name: 'Mute kind: Feed silent' });
    if (first === undefined) throw new Error('a button');
    await user.click(first);
    expect(screen.getByText(/^Nothing needs you\./)).toBeTruthy();
    await user.click(screen.getByRole('tab', { name: /^Muted 1/ }));
    await user.click(screen.getByRole('button', { name: 'Unmute Feed silent' }));
    expect(
      useAlerts.getState().items.filter((alert) => waitsForYou(alert, useAlerts.getState())),
    ).toHaveLength(2);
  });

  it('reads what was called out before the page was opened, today only, and once', async () => {
    const at = new Date().toISOString();
    const nothing = { symbolName: null, side: null };
    const event = {
      ...nothing,
      accountId: null,
      account: null,
      orderId: null,
      groupId: null,
      instrumentId: null,
    };
    network.use(
      http.get('*/api/accounts', () => HttpResponse.json({ items: [], next: null, asOf: 900 })),
      http.get('*/api/events', ({ request }) => {
        expect(new URL(request.url).searchParams.get('after')).toBe('400');
        return HttpResponse.json({
          items: [
            {
              ...event,
              eventId: 500,
              at: '2020-01-01T10:00:00+05:30',
              type: 'alert-raised',
              text: 'Old.',
              data: {},
            },
            { ...event, eventId: 501, at, type: 'order-filled', text: 'Filled.', data: {} },
            {
              ...event,
              eventId: 502,
              at,
              type: 'alert-raised',
              text: 'An exit is owed.',
              data: { code: 'exit-owed' },
            },
          ],
          next: null,
        });
      }),
    );
    await readAlertHistory();
    addAlerts([anAlert({ eventId: 502, code: 'exit-owed', at, text: 'An exit is owed.' })], true);
    expect(useAlerts.getState().items.map(({ eventId, code, heard }) => [eventId, code, heard])).toEqual([
      [502, 'exit-owed', false],
    ]);
  });

  it('takes for today the day of the account that an alert is about: a sandbox may stand on another one', async () => {
    const A_DAY_MS = 86_400_000;
    moveSandboxClock(A_DAY_MS);
    const about = (eventId: number, address: string, atMs: number) => ({
      eventId,
      at: new Date(atMs).toISOString(),
      type: 'alert-raised',
      accountId: `id-${address}`,
      account: address,
      orderId: null,
      groupId: null,
      instrumentId: null,
      symbolName: null,
      side: null,
      text: 'An exit is owed.',
      data: {},
    });
    const now = Date.now();
    network.use(
      http.get('*/api/accounts', () =>
        HttpResponse.json({
          items: [anAccount('MASTER:s1'), anAccount('MASTER:k2', { environment: 'live' })],
          next: null,
          asOf: 9,
        }),
      ),
      http.get('*/api/events', () =>
        HttpResponse.json({
          items: [
            about(1, 'MASTER:s1', now),
            about(2, 'MASTER:s1', now + A_DAY_MS),
            about(3, 'MASTER:k2', now),
            about(4, 'MASTER:k2', now + A_DAY_MS),
          ],
          next: null,
        }),
      ),
    );
    await readAlertHistory();
    expect(useAlerts.getState().items.map(({ eventId }) => eventId)).toEqual([3, 2]);
  });

  it('asks the browser for notifications only when they are ticked, and keeps each sound apart', async () => {
    const requestPermission = vi.fn(async () => 'denied' as NotificationPermission);
    vi.stubGlobal('Notification', Object.assign(vi.fn(), { permission: 'default', requestPermission }));
    const { user } = renderDesk(<AlertSettings />);
    expect(requestPermission).not.toHaveBeenCalled();
    await user.click(screen.getByLabelText('A broker refused'));
    await user.click(screen.getByLabelText(/^For what needs you/));
    expect(requestPermission).toHaveBeenCalledTimes(1);
    await screen.findByText(/^Blocked in this browser/);
    expect(JSON.parse(localStorage.getItem('copydesk.alerts') ?? '{}')).toEqual({
      fill: true,
      refusal: false,
      needsYou: true,
      notifications: false,
    });
    vi.unstubAllGlobals();
  });
});
