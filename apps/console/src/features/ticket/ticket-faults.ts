/** What is wrong with a field of the ticket: the page's own words, else those of the server about what was sent. */
import type { ApiProblem } from '../../lib/api-client.ts';
import type { TicketField, TicketTerms } from './ticket-terms.ts';

const PATHS: Readonly<Record<TicketField, string>> = {
  instrument: '/instrumentId',
  size: '/quantity',
  price: '/price',
  triggerPrice: '/triggerPrice',
  protection: '/protection',
  account: '/accountId',
};

/** Those of the server's faults that stand beside a field, and so need no words below. */
export const SHOWN_PATHS: ReadonlySet<string> = new Set([
  '/quantity',
  '/price',
  '/triggerPrice',
  '/instrumentId',
  '/accountId',
]);

export type TicketFaults = Readonly<Record<TicketField, string | undefined>>;

/** @param tried A press has asked for it as it stands; before that nothing is called wrong. */
export function ticketFaults(
  terms: TicketTerms,
  tried: boolean,
  refused: ApiProblem | undefined,
): TicketFaults {
  const own = tried && terms.kind === 'incomplete' ? terms.faults : {};
  const of = (field: TicketField): string | undefined => own[field] ?? refused?.at(PATHS[field])?.message;
  return {
    instrument: of('instrument'),
    size: of('size'),
    price: of('price'),
    triggerPrice: of('triggerPrice'),
    protection: of('protection'),
    account: of('account'),
  };
}
