import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseHoldMode } from '../../lib/hold-mode.ts';
import { HoldButton } from './hold-button.tsx';

describe('a button that is held', () => {
  const done = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers();
    done.mockClear();
  });
  afterEach(() => {
    vi.useRealTimers();
    chooseHoldMode('hold');
  });

  function button(): HTMLElement {
    render(<HoldButton verb="stop" onDone={done} />);
    return screen.getByRole('button');
  }
  const wait = (ms: number): Promise<void> =>
    act(async () => {
      await vi.advanceTimersByTimeAsync(ms);
    });

  it('acts once after a second of Space, whatever the key repeats', async () => {
    const held = button();
    fireEvent.keyDown(held, { key: ' ' });
    for (let repeat = 0; repeat < 5; repeat += 1) {
      await wait(150);
      fireEvent.keyDown(held, { key: ' ', repeat: true });
    }
    expect(done).not.toHaveBeenCalled();
    expect(screen.getByText('Half a second left.')).toBeTruthy();
    await wait(2000);
    fireEvent.keyUp(held, { key: ' ' });
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('does nothing when it is let go early, by key, by mouse, or with the focus', async () => {
    const held = button();
    for (const [down, up] of [
      [() => fireEvent.keyDown(held, { key: 'Enter' }), () => fireEvent.keyUp(held, { key: 'Enter' })],
      [() => fireEvent.pointerDown(held, { button: 0, isPrimary: true }), () => fireEvent.pointerUp(held)],
      [() => fireEvent.pointerDown(held, { button: 0, isPrimary: true }), () => fireEvent.pointerLeave(held)],
      [() => fireEvent.keyDown(held, { key: ' ' }), () => fireEvent.blur(held)],
    ] as const) {
      down();
      await wait(900);
      up();
      await wait(900);
      expect(done).not.toHaveBeenCalled();
      expect(screen.getByText('Let go too early. Nothing was sent.')).toBeTruthy();
    }
    fireEvent.pointerDown(held, { button: 0, isPrimary: true });
    await wait(980);
    expect(done).not.toHaveBeenCalled();
    // With the next frame.
    await wait(40);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('takes no repeat of a key that was held before it had the focus', async () => {
    const held = button();
    fireEvent.keyDown(held, { key: 'Enter', repeat: true });
    await wait(2000);
    expect(done).not.toHaveBeenCalled();
  });

  it('takes two presses instead from who cannot hold, but no double click', async () => {
    chooseHoldMode('twice');
    const pressed = button();
    expect(pressed.textContent).toContain('Press twice to stop');
    fireEvent.click(pressed);
    fireEvent.click(pressed);
    expect(done).not.toHaveBeenCalled();
    await wait(300);
    fireEvent.click(pressed);
    expect(done).toHaveBeenCalledTimes(1);
    fireEvent.click(pressed);
    await wait(5000);
    fireEvent.click(pressed);
    expect(done).toHaveBeenCalledTimes(1);
  });
});
