import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { formatTime } from '../lib/times.ts';
import { useLink } from '../live/link-store.ts';
import { moveSandboxClock } from '../testing/network.ts';
import { renderDesk } from '../testing/render.tsx';
import { CutBanner } from './cut-banner.tsx';

const HOUR_MS = 3_600_000;

it("says since when the page is cut off by the sandbox's clock, like everything else on it", async () => {
  moveSandboxClock(-5 * HOUR_MS);
  const heardAtMs = Date.now();
  renderDesk(<CutBanner />);
  act(() => useLink.setState({ state: 'lost', heardAtMs }));
  // The way of the answer is not known: either second is right.
  const then = heardAtMs - 5 * HOUR_MS;
  const near = [-1000, 0, 1000].map((ms) => formatTime(then + ms)).join('|');
  await screen.findByText(new RegExp(near));
  expect(screen.getByRole('alert').textContent).toMatch(/Trying again, at least every 5 s\.$/);
});
