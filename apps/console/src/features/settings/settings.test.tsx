import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { usePreferences } from '../../live/preferences.ts';
import { aProblem, network } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { Defaults } from './defaults.tsx';
import { Devices } from './devices.tsx';
import { Keys } from './keys.tsx';
import { SettingsPage } from './settings-page.tsx';
import { Tokens } from './tokens.tsx';

const MADE = '2026-11-23T11:22:07.041+05:30';

describe('settings', () => {
  beforeEach(() => {
    usePreferences.setState({ read: true, values: {}, unsaved: false });
    network.use(
      http.put('*/api/preferences', () => HttpResponse.json({ version: 1, document: {} })),
      http.get('*/api/preferences', () => HttpResponse.json({ version: 0, document: {} })),
    );
  });

  it('brings the part that is shown into view in the line of parts', async () => {
    const brought = vi.spyOn(Element.prototype, 'scrollIntoView');
    const { hook } = memoryLocation({ path: '/settings/about' });
    network.use(http.get('*/api/health', () => HttpResponse.json({ status: 'ok', version: '0.1.0' })));
    renderDesk(
      <Router hook={hook}>
        <SettingsPage />
      </Router>,
    );
    await screen.findByRole('heading', { name: 'About' });
    expect(brought.mock.contexts.map((one) => (one as Element).textContent)).toEqual(['About']);
    brought.mockRestore();
  });

  it('puts a key elsewhere, tells which other has it, and gives the usual one back', async () => {
    const { user } = renderDesk(<Keys />);
    await user.click(screen.getByRole('button', { name: 'Change the key of Lots or quantity' }));
    await user.keyboard('b');
    expect(usePreferences.getState().values.keys).toEqual({ units: 'b' });
    expect(screen.getByText('· the same key as “Ticket to buy, focus in lots”')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'The usual key of Lots or quantity' }));
    expect(usePreferences.getState().values.keys).toEqual({});
    await user.click(screen.getByRole('checkbox'));
    expect(usePreferences.getState().values.letters).toBe(false);
  });

  it('shows a token once, and ends one', async () => {
    const ended: string[] = [];
    network.use(
      http.get('*/api/tokens', () =>
        HttpResponse.json({ items: [{ id: 't1', name: 'nightly', createdAt: MADE }], next: null }),
      ),
      http.post('*/api/tokens', () =>
        HttpResponse.json(
          { id: 't2', name: 'bot', createdAt: MADE, token: 'cdk_shown-once' },
          { status: 201 },
        ),
      ),
      http.delete('*/api/tokens/:id', ({ params }) => {
        ended.push(String(params['id']));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = renderDesk(<Tokens />);
    await user.type(screen.getByLabelText('Name of the program'), 'bot');
    await user.click(screen.getByRole('button', { name: 'Make token' }));
    expect(await screen.findByText('cdk_shown-once')).toBeTruthy();
    await user.click(await screen.findByRole('button', { name: 'End nightly' }));
    await waitFor(() => expect(ended).toEqual(['t1']));
  });

  it('signs out another device, never this one, and says what the server refused', async () => {
    network.use(
      http.get('*/api/sessions', () =>
        HttpResponse.json({
          items: [
            { id: 's1', name: 'Firefox on Linux', createdAt: MADE, expiresAt: MADE, current: true },
            { id: 's2', name: 'Chrome on Android', createdAt: MADE, expiresAt: MADE, current: false },
          ],
          next: null,
        }),
      ),
      http.delete('*/api/sessions/:id', () =>
        aProblem({ status: 404, code: 'session-not-found', detail: 'There is no such signed-in browser.' }),
      ),
    );
    const { user } = renderDesk(<Devices />);
    await screen.findByText('Firefox on Linux');
    expect(screen.getAllByRole('button')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: /^Sign out Chrome on Android/ }));
    expect(await screen.findByText('There is no such signed-in browser.')).toBeTruthy();
  });

  it('shows the default protection as the server keeps it, saves all of it, and shows which field was refused', async () => {
    const kept = {
      sl: { distance: 10, percent: null, increment: 0.5 },
      target: null,
      trail: { distance: null, percent: 2.5, step: null },
      resting: false,
    };
    const sent: unknown[] = [];
    network.use(
      http.get('*/api/protection-defaults', () => HttpResponse.json(kept)),
      http.put('*/api/protection-defaults', async ({ request }) => {
        sent.push(await request.json());
        if (sent.length > 1) return HttpResponse.json({ ...kept, sl: null });
        const errors = [{ path: '/target/percent', code: 'too-large', message: 'Takes at most 99.' }];
        return aProblem({ status: 400, code: 'invalid-input', detail: 'One field is wrong.', errors });
      }),
    );
    const { user } = renderDesk(<Defaults />);
    const stop = await screen.findByLabelText<HTMLInputElement>('Stop-loss');
    expect([stop.value, screen.getByLabelText<HTMLInputElement>('Trailing stop').value]).toEqual([
      '10',
      '2.5',
    ]);
    const target = screen.getByRole('group', { name: 'Target in' });
    await user.type(screen.getByLabelText('Target'), '100');
    await user.click(within(target).getByRole('radio', { name: '%' }));
    const save = screen.getByRole('button', { name: 'Save protection' });
    await user.click(save);
    expect(await screen.findByText('Takes at most 99.')).toBeTruthy();
    await user.clear(stop);
    await user.click(screen.getByRole('checkbox', { name: /A stop rests at the broker/ }));
    await user.click(save);
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Target').value).toBe(''));
    expect(screen.getByText('Saved. It protects what new orders open.')).toBeTruthy();
    const trail = { percent: '2.5' };
    expect(sent).toEqual([
      { sl: { distance: '10', increment: '0.5' }, target: { percent: '100' }, trail, resting: false },
      { sl: null, target: { percent: '100' }, trail, resting: true },
    ]);
  });
});
