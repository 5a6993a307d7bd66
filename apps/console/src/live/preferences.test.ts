import type { Preferences as Stored } from '@copydesk/api-contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aProblem, network } from '../testing/network.ts';
import { changePreferences, forgetPreferences, readPreferences, usePreferences } from './preferences.ts';

/** The server's part: a version, and a document. */
function serve(stored: Stored): {
  readonly now: () => Stored;
  readonly elsewhere: (document: object) => void;
} {
  let held = stored;
  network.use(
    http.get('*/api/preferences', () => HttpResponse.json(held)),
    http.put('*/api/preferences', async ({ request }) => {
      const body = (await request.json()) as Stored;
      if (body.version !== held.version)
        return aProblem({ status: 409, code: 'stale-version', detail: 'It was changed meanwhile.' });
      held = { version: held.version + 1, document: body.document };
      return HttpResponse.json(held);
    }),
  );
  return {
    now: () => held,
    elsewhere: (document) => {
      held = { version: held.version + 1, document: { ...held.document, ...document } };
    },
  };
}

describe('what the person set up', () => {
  beforeEach(() => forgetPreferences());

  it('is read field by field: what is not understood is left out, and stays where it is kept', async () => {
    const server = serve({ version: 3, document: { units: 'quantity', letters: 'maybe', columns: ['a'] } });
    await readPreferences();
    expect(usePreferences.getState().values).toEqual({ units: 'quantity' });
    changePreferences({ letters: false });
    expect(usePreferences.getState().values.letters).toBe(false);
    await vi.waitFor(() => expect(server.now().version).toBe(4), { timeout: 10_000 });
    expect(server.now().document).toEqual({ units: 'quantity', letters: false, columns: ['a'] });
  });

  it('goes on top of what another page wrote meanwhile', async () => {
    const server = serve({ version: 1, document: {} });
    await readPreferences();
    server.elsewhere({ product: 'I', units: 'lots' });
    changePreferences({ units: 'quantity' });
    await vi.waitFor(() => expect(server.now().version).toBe(3), { timeout: 10_000 });
    expect(server.now().document).toEqual({ product: 'I', units: 'quantity' });
    await vi.waitFor(() => expect(usePreferences.getState().values.product).toBe('I'));
    expect(usePreferences.getState().unsaved).toBe(false);
  });

  it('holds on the page when the server does not answer, and says so', async () => {
    network.use(http.put('*/api/preferences', () => HttpResponse.error()));
    changePreferences({ orderType: 'LIMIT' });
    await vi.waitFor(() => expect(usePreferences.getState().unsaved).toBe(true), { timeout: 10_000 });
    expect(usePreferences.getState().values.orderType).toBe('LIMIT');
  });
});
