import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onPhone } from '../../testing/phone.ts';
import { FlatTable } from './flat-table.tsx';

const COLUMNS = [{ id: 'name', name: 'Name', align: 'left' }] as const;

interface Line {
  readonly id: string;
}

function lines(count: number, from = 0): readonly Line[] {
  return Array.from({ length: count }, (_, index) => ({ id: `row ${from + index}` }));
}

let show: (lines: readonly Line[]) => void = () => undefined;

function Bench({ first, view = '' }: { readonly first: readonly Line[]; readonly view?: string }) {
  const [shown, setShown] = useState(first);
  // oxlint-disable-next-line react/globals -- the test changes the lines from outside
  show = setShown;
  return (
    <>
      <FlatTable
        label="Bench"
        columns={COLUMNS}
        lines={shown}
        idOf={(line) => line.id}
        cellsOf={(line) => [line.id]}
        read
        view={view}
        empty="Nothing."
      />
      <button type="button">After</button>
    </>
  );
}

function names(): (string | null)[] {
  return [...document.querySelectorAll('[data-row]')].map((row) => row.textContent);
}

describe('a table', () => {
  // No layout in this DOM: a scroller of 600 px and rows of 24.
  const heights = ['offsetHeight', 'clientHeight'] as const;
  beforeEach(() => {
    for (const name of heights) {
      Object.defineProperty(HTMLElement.prototype, name, {
        configurable: true,
        get(this: HTMLElement) {
          return this.tagName === 'TBODY' ? 24 : 600;
        },
      });
    }
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    for (const name of heights) Reflect.deleteProperty(HTMLElement.prototype, name);
  });

  it('is one Tab stop, and moves by arrows, Home, End and pages', async () => {
    const user = userEvent.setup();
    render(<Bench first={lines(20)} />);
    await user.tab();
    expect(document.activeElement?.textContent).toBe('row 0');
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
    expect(document.activeElement?.textContent).toBe('row 1');
    await user.keyboard('{PageDown}');
    expect(document.activeElement?.textContent).toBe('row 11');
    await user.keyboard('{End}');
    expect(document.activeElement?.textContent).toBe('row 19');
    await user.keyboard('{Home}');
    expect(document.activeElement?.textContent).toBe('row 0');
    await user.tab();
    expect(document.activeElement?.textContent).toBe('After');
  });

  it('gives a row two lines on a phone: words, and under them each figure with its name', () => {
    onPhone();
    render(
      <FlatTable
        label="Bench"
        columns={[...COLUMNS, { id: 'price', name: 'Price', align: 'right' }]}
        lines={lines(2)}
        idOf={(line) => line.id}
        cellsOf={(line) => [line.id, '71.30']}
        read
        empty="Nothing."
      />,
    );
    expect(names()).toEqual(['row 0Price 71.30', 'row 1Price 71.30']);
    expect(screen.getAllByRole('columnheader').map((head) => head.textContent)).toEqual(['Bench']);
  });

  it('draws only what is in view from 60 rows on, numbers every row, and focuses one that is not drawn', async () => {
    const user = userEvent.setup();
    render(<Bench first={lines(1000)} />);
    const table = screen.getByRole('treegrid');
    expect(table.getAttribute('aria-rowcount')).toBe('1001');
    expect(names().length).toBeGreaterThan(20);
    expect(names().length).toBeLessThan(60);
    await user.tab();
    await user.keyboard('{End}');
    expect(document.activeElement?.textContent).toBe('row 999');
    expect(document.activeElement?.getAttribute('aria-rowindex')).toBe('1001');
    expect(names().length).toBeLessThan(90);
  });

  it('lets new rows wait while the pointer is in it, and shows them when they are asked for', async () => {
    const user = userEvent.setup();
    render(<Bench first={lines(3)} />);
    const row = screen.getByText('row 1');
    await user.hover(row);
    fireEvent.pointerEnter(row.closest('div') as HTMLElement);
    const before = names();
    await vi.waitFor(() => show([...lines(2, 100), ...lines(3)]));
    await screen.findByRole('button', { name: '2 new' });
    expect(names()).toEqual(before);
    await user.click(screen.getByRole('button', { name: '2 new' }));
    expect(names()).toEqual(['row 100', 'row 101', ...before]);
  });

  it('gives the focus of a row that leaves to the one now in its place', async () => {
    const user = userEvent.setup();
    render(<Bench first={lines(4)} />);
    await user.tab();
    await user.keyboard('{ArrowDown}');
    await vi.waitFor(() => show(lines(4).filter((line) => line.id !== 'row 1')));
    await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('row 2'));
  });
});
