import type { ScopeBody } from '@copydesk/api-contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { money } from '../../lib/numbers.ts';
import { useLink } from '../../live/link-store.ts';
import { aKillSwitch, anOrder } from '../../testing/fixtures.ts';
import { moveSandboxClock, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { KillBanner } from './kill-banner.tsx';
import { KillButton } from './kill-button.tsx';
import { KillDialog } from './kill-dialog.tsx';
import { closeKillSwitch, useKillDialog } from './kill-switch-store.ts';

const ON = aKillSwitch({
  active: [
    { scope: 'all', accountId: null, account: null, groupId: null, since: '2026-11-23T11:42:41+05:30' },
  ],
  orders: [
    anOrder({
      id: 'o7',
      accountId: 'id-CHILD:c2',
      account: 'CHILD:c2',
      status: 'working',
      filledQuantity: 0,
    }),
  ],
  unreached: [
    {
      accountId: 'id-CHILD:c2',
      account: 'CHILD:c2',
      orderId: 'o7',
      reason: {
        code: 'no-session',
        text: 'Not logged in at the broker. It is tried again after the next login.',
      },
    },
  ],
  held: 2,
});

const ON_FOR_FAMILY = aKillSwitch({
  active: [
    { scope: 'group', accountId: null, account: null, groupId: 'g1', since: '2026-11-23T11:42:41+05:30' },
  ],
});

function showDialog({ positions = 3, onSquareOff = (_: ScopeBody) => {} } = {}) {
  return renderDesk(
    <KillDialog
      standingIn={(ids) => ({ orders: ids.size, positions, value: money(142880) })}
      onSquareOff={onSquareOff}
      onClose={() => undefined}
    />,
  );
}

async function hold(): Promise<void> {
  const button = screen.getByRole('button', { name: /^Hold to stop/, hidden: true });
  fireEvent.keyDown(button, { key: ' ' });
  await waitFor(() => expect(screen.getByText('Held. Sending.')).toBeTruthy(), { timeout: 5000 });
  fireEvent.keyUp(button, { key: ' ' });
}

describe('the kill switch', () => {
  beforeEach(() => {
    network.use(http.get('*/api/kill-switch', () => HttpResponse.json(aKillSwitch())));
    closeKillSwitch();
  });

  it('opens by Ctrl Alt K from inside a field, not by the letter', () => {
    renderDesk(
      <>
        <KillButton />
        <input aria-label="Note" />
      </>,
    );
    const field = screen.getByLabelText('Note');
    fireEvent.keyDown(field, { key: 'k', code: 'KeyK' });
    expect(useKillDialog.getState().open).toBe(false);
    fireEvent.keyDown(field, { key: 'k', code: 'KeyK', ctrlKey: true, altKey: true });
    expect(useKillDialog.getState().open).toBe(true);
  });

  it('stops the chosen scope once, and names what it could not reach', async () => {
    const bodies: ScopeBody[] = [];
    network.use(
      http.post('*/api/kill-switch', async ({ request }) => {
        bodies.push((await request.json()) as ScopeBody);
        return HttpResponse.json(ON);
      }),
      http.get('*/api/kill-switch', () => HttpResponse.json(bodies.length === 0 ? aKillSwitch() : ON)),
    );
    const { user } = showDialog();
    expect(screen.getByText(/Blocks new exposure in 3 accounts/)).toBeTruthy();
    await user.click(screen.getByLabelText('Family'));
    await hold();
    const report = await screen.findByRole('region', { name: 'What was stopped', hidden: true });
    expect(within(report).getByText('c2 not reached.').parentElement?.textContent).toContain(
      'BUY 260 NIFTY 01 DEC 26000 CE may still fill.',
    );
    expect(within(report).getByText('2 entries of children that waited will not go.')).toBeTruthy();
    expect(bodies).toEqual([{ scope: 'group', groupId: 'g1' }]);
  });

  it('is tried at once without a connection, says that nobody can tell, and can be tried again', async () => {
    let sent = 0;
    network.use(
      http.post('*/api/kill-switch', () => {
        sent += 1;
        return HttpResponse.error();
      }),
      http.get('*/api/intents/:key', () => HttpResponse.error()),
    );
    showDialog();
    useLink.setState({ state: 'lost' });
    await hold();
    await screen.findByText(/^No connection: from here we cannot tell whether the switch arrived/);
    await hold();
    await waitFor(() => expect(sent).toBe(2));
  });

  it('says first what was stopped, lifts it there, and offers no second stop of the same', async () => {
    let on = false;
    network.use(
      http.post('*/api/kill-switch', () => {
        on = true;
        return HttpResponse.json(ON);
      }),
      http.get('*/api/kill-switch', () => HttpResponse.json(on ? ON : aKillSwitch())),
      http.delete('*/api/kill-switch', () => {
        on = false;
        return HttpResponse.json(aKillSwitch());
      }),
    );
    const { user } = showDialog();
    await hold();
    const report = await screen.findByRole('region', { name: 'What was stopped', hidden: true });
    expect(within(report).getByText(/stopped in/).textContent).toBe('11:42:41 stopped in 3 accounts.');
    const scope = screen.getByRole('group', { name: 'Scope', hidden: true });
    expect(report.compareDocumentPosition(scope) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Hold to stop/, hidden: true })).toBeNull();
    expect(document.activeElement?.contains(report)).toBe(true);
    await user.click(within(report).getByRole('button', { name: 'Lift', hidden: true }));
    const step = within(report).getByRole('group', { name: 'Send?', hidden: true });
    await waitFor(
      async () => {
        await user.click(within(step).getByRole('button', { name: /^Lift/, hidden: true }));
        expect(on).toBe(false);
      },
      { timeout: 5000 },
    );
    await screen.findByRole('button', { name: /^Hold to stop/, hidden: true });
  });

  it('says what is still held after the stop, and leads to the square-off of what it stopped', async () => {
    network.use(http.get('*/api/kill-switch', () => HttpResponse.json(ON_FOR_FAMILY)));
    const onSquareOff = vi.fn();
    const { user } = showDialog({ onSquareOff });
    const report = await screen.findByRole('region', { name: 'What was stopped', hidden: true });
    expect(within(report).getByText(/^Still held/).textContent).toBe(
      'Still held: 3 positions (₹1,42,880.00).',
    );
    await user.click(within(report).getByRole('button', { name: 'Square off', hidden: true }));
    expect(onSquareOff).toHaveBeenCalledExactlyOnceWith({ scope: 'group', groupId: 'g1' });
  });

  it('offers no square-off where nothing is held any more', async () => {
    network.use(http.get('*/api/kill-switch', () => HttpResponse.json(ON_FOR_FAMILY)));
    showDialog({ positions: 0 });
    const report = await screen.findByRole('region', { name: 'What was stopped', hidden: true });
    expect(within(report).queryByText(/^Still held/)).toBeNull();
    expect(within(report).queryByRole('button', { name: 'Square off', hidden: true })).toBeNull();
  });

  it('stands on every page while it is on, and is lifted after "Send?" only', async () => {
    let lifted: ScopeBody | null = null;
    network.use(
      http.get('*/api/kill-switch', () => HttpResponse.json(lifted === null ? ON : aKillSwitch())),
      http.delete('*/api/kill-switch', async ({ request }) => {
        lifted = (await request.json()) as ScopeBody;
        return HttpResponse.json(aKillSwitch());
      }),
    );
    moveSandboxClock(30 * 60_000);
    const { user } = renderDesk(<KillBanner />);
    const strip = await screen.findByRole('region', { name: 'Kill switches that are on' });
    // By the sandbox's clock, half an hour ahead; the way of its answer is not known.
    await waitFor(() =>
      expect(strip.textContent).toMatch(
        /Kill switch on since 12:12:4[012], all accounts\. Exits work\. 1 account not reached: c2\./,
      ),
    );
    await user.click(screen.getByRole('button', { name: 'Lift' }));
    expect(lifted).toBeNull();
    const step = screen.getByRole('group', { name: 'Send?' });
    await waitFor(
      async () => {
        await user.click(within(step).getByRole('button', { name: /^Lift/ }));
        expect(lifted).toEqual({ scope: 'all' });
      },
      { timeout: 5000 },
    );
    await waitFor(() => expect(screen.queryByRole('region')).toBeNull());
  });
});
