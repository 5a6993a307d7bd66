/** What is asked before an exit, and what it says that it takes. */
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { useGroups } from '../../live/groups-store.ts';
import { aPreviewItem } from '../../testing/basket.ts';
import { aChildPosition, aGroup, anOrder, aPosition } from '../../testing/fixtures.ts';
import { network, protectedBy } from '../../testing/network.ts';
import { renderDesk } from '../../testing/render.tsx';
import { ExitLayer } from './exit-layer.tsx';
import { PositionsPanel } from './positions-panel.tsx';
import { applyPosition, usePositions } from './positions-store.ts';

const NONE_REFUSED = () => null;
const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the question of an exit', () => {
  beforeEach(() => {
    usePositions.setState({ byKey: {} });
    protectedBy();
    useGroups.setState({ list: [aGroup()] });
    applyPosition(
      aPosition('MASTER:k2', {
        childPositions: [aChildPosition('CHILD:c1', 130), aChildPosition('CHILD:c2', 65)],
      }),
    );
  });

  it('leaves half from the row with the focus: whole lots, one request, the children named before it is sent', async () => {
    const sent: unknown[] = [];
    const asked: unknown[] = [];
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    network.use(
      http.post('*/api/orders/preview', async ({ request }) => {
        asked.push(await request.json());
        await answered;
        const paused = { code: 'paused', text: 'Paused.' };
        return HttpResponse.json({
          items: [
            aPreviewItem('MASTER:k2', 2),
            aPreviewItem('CHILD:c1', 1),
            aPreviewItem('CHILD:c2', 0, paused),
          ],
        });
      }),
      http.post('*/api/positions/exit', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(anOrder({ side: 'SELL', quantity: 130 }), { status: 202 });
      }),
    );
    const { user } = renderDesk(
      <>
        <PositionsPanel refusedExit={NONE_REFUSED} />
        <ExitLayer />
      </>,
    );
    screen.getAllByRole('row')[1]?.focus();
    await user.keyboard('e');
    const dialog = screen.getByRole('dialog', { name: 'Exit NIFTY 01 DEC 26000 CE' });
    const rows = (): readonly (string | null)[] =>
      within(dialog)
        .getAllByRole('row')
        .map((row) => row.textContent);
    const own = 'k2 sbx Zerodha4 · +2602 · 1302 · +130';
    expect(rows().slice(1)).toEqual([
      own,
      'c1 sbx Zerodha2 · +130its share',
      'c2 sbx Zerodha1 · +65its share',
    ]);
    expect(
      within(dialog).getByRole('button', { name: 'Exit 2 lots in k2, and its share in 2 more' }),
    ).toBeTruthy();
    answer();
    const button = await within(dialog).findByRole('button', { name: 'Exit 3 lots in 2 accounts' });
    expect(rows().slice(1)).toEqual([
      own,
      'c1 sbx Zerodha2 · +1301 · 651 · +65',
      'c2 sbx Zerodha1 · +650 · 01 · +65',
      'c2 is paused.',
    ]);
    await past(260);
    await user.dblClick(button);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent).toEqual([
      {
        accountId: 'id-MASTER:k2',
        instrumentId: 'NFO:NIFTY:2026-12-01:26000:CE',
        product: 'D',
        fraction: 0.5,
      },
    ]);
    expect(asked).toEqual([
      {
        accountId: 'id-MASTER:k2',
        instrumentId: 'NFO:NIFTY:2026-12-01:26000:CE',
        side: 'SELL',
        quantity: 130,
        orderType: 'MARKET',
        product: 'D',
        validity: 'DAY',
      },
    ]);
  });
});
