import { afterEach, describe, expect, it } from 'vitest';
import { placeLabels } from './line-labels.tsx';

/** A list of 400 by 326 px, of which the time axis takes 26, with labels of so many pixels. */
function aList(widths: Readonly<Record<string, number>>, height = 20): HTMLElement {
  const list = document.createElement('ul');
  Object.defineProperties(list, { clientWidth: { value: 400 }, clientHeight: { value: 326 } });
  for (const [id, width] of Object.entries(widths)) {
    const label = document.createElement('li');
    label.dataset['line'] = id;
    Object.defineProperties(label, { offsetWidth: { value: width }, offsetHeight: { value: height } });
    list.append(label);
  }
  document.body.append(list);
  return list;
}

function placed(list: HTMLElement): Record<string, string> {
  return Object.fromEntries(
    [...list.querySelectorAll<HTMLElement>('[data-line]')].map((label) => [
      label.dataset['line'],
      label.style.visibility === 'hidden' ? 'hidden' : `${label.style.transform} ${label.style.right}`,
    ]),
  );
}

describe('labels of lines', () => {
  afterEach(() => document.body.replaceChildren());

  it('stand at their lines, side by side where they would cover one another, and in another row where that is too long', () => {
    const list = aList({ stop: 120, order: 120, target: 120, far: 120 });
    const places = new Map([
      ['stop', 108],
      ['order', 104],
      ['target', 100],
      ['far', 200],
    ]);
    placeLabels(list, places, 64);
    expect(placed(list)).toEqual({
      target: 'translateY(90px) 70px',
      order: 'translateY(90px) 196px',
      stop: 'translateY(110px) 70px',
      far: 'translateY(190px) 70px',
    });
  });

  it('wait at the edge for a price that is out of view, and are not there without a place', () => {
    const list = aList({ above: 100, below: 100, nowhere: 100 });
    const places = new Map([
      ['above', -500],
      ['below', 900],
      ['nowhere', null],
    ]);
    placeLabels(list, places, 64);
    expect(placed(list)).toEqual({
      above: 'translateY(0px) 70px',
      below: 'translateY(280px) 70px',
      nowhere: 'hidden',
    });
  });

  it('leave each other the room that they take on a phone', () => {
    const list = aList({ stop: 250, order: 250 }, 44);
    placeLabels(
      list,
      new Map([
        ['order', 100],
        ['stop', 130],
      ]),
      64,
    );
    expect(placed(list)).toEqual({
      order: 'translateY(78px) 70px',
      stop: 'translateY(122px) 70px',
    });
  });
});
