import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Money } from '../../lib/numbers.ts';
import type { ChartLine } from './chart-line.ts';
import { listenForDrags } from './line-drag.ts';

const LINE: ChartLine = {
  id: 'stop',
  kind: 'stop',
  price: 1_100_000 as Money,
  words: 'Stop',
  move: () => {
    throw new Error('Nobody asks it here.');
  },
  remove: null,
};

describe('dragging a line', () => {
  const onDrop = vi.fn();
  let box: HTMLElement;
  let label: HTMLElement;
  let end: () => void;

  beforeEach(() => {
    box = document.createElement('div');
    label = document.createElement('li');
    label.dataset['line'] = LINE.id;
    box.append(label);
    box.setPointerCapture = () => undefined;
    document.body.append(box);
    onDrop.mockClear();
    end = listenForDrags(box, {
      lineAt: () => LINE,
      lineOf: () => LINE,
      priceAt: (y) => (y * 10_000) as Money,
      mayDrag: () => true,
      onHold: () => undefined,
      onDrag: () => undefined,
      onDrop,
    });
  });
  afterEach(() => {
    end();
    box.remove();
  });

  function drag(from: HTMLElement, pointerType: string): void {
    const at = (type: string, clientY: number) =>
      new PointerEvent(type, { pointerType, clientY, button: 0, bubbles: true, cancelable: true });
    from.dispatchEvent(at('pointerdown', 110));
    from.dispatchEvent(at('pointermove', 115));
    from.dispatchEvent(at('pointerup', 115));
  }

  it('takes it by the line itself with a mouse', () => {
    drag(box, 'mouse');
    expect(onDrop).toHaveBeenCalledWith(LINE, 1_150_000);
  });

  it('takes it by its label with a finger, which scrolls the candles elsewhere', () => {
    drag(box, 'touch');
    expect(onDrop).not.toHaveBeenCalled();
    drag(label, 'touch');
    expect(onDrop).toHaveBeenCalledWith(LINE, 1_150_000);
  });
});
