import { render, screen, within } from '@testing-library/react';
import { lazy } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { KillButton } from '../../features/kill-switch/kill-button.tsx';
import { renderDesk } from '../../testing/render.tsx';
import { PagePart } from './page-part.tsx';

let broken: boolean;

function Fragile() {
  if (broken) throw new TypeError('odd data');
  return <p>62.50</p>;
}

const failed = () => within(screen.getByRole('alert'));

describe('a part of the page that cannot be drawn', () => {
  beforeEach(() => {
    broken = true;
    // The view library tells what was caught; the test says what the person sees.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });

  it('says so in its place, and leaves the kill switch and the other parts where they are', async () => {
    const { user } = renderDesk(
      <>
        <KillButton />
        <PagePart name="The chart">
          <Fragile />
        </PagePart>
        <PagePart name="The option chain">
          <p>26500 CE</p>
        </PagePart>
      </>,
    );

    expect(failed().getByText(/^The chart could not be shown\. This sent nothing/)).toBeTruthy();
    expect(screen.getByText('26500 CE')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Kill' })).toBeTruthy();

    broken = false;
    await user.click(failed().getByRole('button', { name: 'Try again' }));
    expect(screen.getByText('62.50')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is over with the page that it belongs to', () => {
    const page = (path: string) => (
      <PagePart name="This page" of={path}>
        <Fragile />
      </PagePart>
    );
    const { rerender } = render(page('/desk'));
    broken = false;
    rerender(page('/desk'));
    expect(failed().getByText(/^This page could not be shown/)).toBeTruthy();
    rerender(page('/orders'));
    expect(screen.getByText('62.50')).toBeTruthy();
  });

  it('is one whose code did not come: the page can be loaded again', async () => {
    const reload = vi.spyOn(window.location, 'reload').mockImplementation(() => undefined);
    const Absent = lazy(async () => Promise.reject<{ default: typeof Fragile }>(new TypeError('no answer')));
    const { user } = renderDesk(
      <PagePart name="What is asked here" place="above" waiting={<p>coming</p>}>
        <Absent />
      </PagePart>,
    );
    expect(await screen.findByText(/^What is asked here could not be shown/)).toBeTruthy();
    await user.click(failed().getByRole('button', { name: 'Load the page again' }));
    expect(reload).toHaveBeenCalledOnce();
  });
});
