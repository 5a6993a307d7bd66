/** A history, and what became of a run, in words that a person reads from top to bottom. */
import type { History, Step } from './history.ts';
import { clientOf, type Stage } from './stage.ts';

/** The history, one line a step. */
export function printHistory({ family, steps }: History): string {
  const { children, ...rest } = family;
  const lines = [
    `family ${JSON.stringify(rest)}`,
    ...children.map((child, index) => `  child ${index + 1} ${JSON.stringify(child)}`),
    ...steps.map(printStep),
  ];
  return lines.join('\n');
}

function printStep(step: Step): string {
  const { do: what, thenMs, ...rest } = step;
  return `  ${what} ${JSON.stringify(rest)}${thenMs === 0 ? '' : `, then ${thenMs} ms`}`;
}

/** Every order at the venue, account by account, with its states. */
export function printVenue(stage: Stage): string {
  return stage.members
    .flatMap((account) => [
      `${account.address}:`,
      ...stage.venue.orders.list(clientOf(account)).map((order) => {
        const at = `${order.placedAt % 10_000_000}–${order.at % 10_000_000}`;
        return `  ${at} ${order.instrument.underlying} ${order.side} ${order.quantity} ${order.requestedType}, filled ${order.filledQuantity}, ${order.state} ${order.tag ?? order.origin}`;
      }),
    ])
    .join('\n');
}

/** Every event of the desks, one line each. */
export function printJournal(stage: Stage): string {
  const names = new Map(stage.members.map((account) => [account.id as string, account.address as string]));
  return stage.journal
    .entries()
    .map(({ at, event }) => {
      let text = JSON.stringify(event);
      for (const [id, name] of names) text = text.replaceAll(id, name);
      return `${at % 10_000_000} ${text}`;
    })
    .join('\n');
}
