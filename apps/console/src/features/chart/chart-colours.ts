/** The theme's colours as the canvas takes them: it knows no variables, so each is read where the chart stands. */

const NAMES = [
  'panel',
  'text',
  'text-2',
  'muted',
  'line',
  'edge',
  'selected',
  'gain',
  'loss',
  'buy',
  'on-buy',
  'sell',
  'on-sell',
] as const;

export type ChartColours = Readonly<Record<(typeof NAMES)[number], string>>;

/** The colours of the present theme. */
export function readColours(within: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  within.append(probe);
  const found = NAMES.map((name) => {
    probe.style.color = `var(--color-${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(found) as ChartColours;
}
