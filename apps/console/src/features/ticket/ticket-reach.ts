/**
 * Whom the ticket's order reaches and in what size: as the server worked it out, and until it has said, as the page does.
 */
import { effectWords } from '../../lib/copy-estimate.ts';
import { previewEffect, previewNames } from '../../lib/preview-words.ts';
import { type SaidReach, saidByPage, saidByServer } from '../../lib/said-reach.ts';
import { shortAccount } from '../../lib/words.ts';
import type { PreviewState } from '../../live/use-preview.ts';
import type { TicketOrder } from './ticket-order.ts';
import type { Ticket } from './ticket-store.ts';

export interface TicketReach {
  /** `7 lots in 3 accounts`; empty while there is no size. */
  readonly effect: string;
  /** `k2, c1, c2` */
  readonly names: string;
  /** What is compared while it is asked about. */
  readonly said: SaidReach;
  /** What the server would do is on the screen, for these very terms. */
  readonly byServer: boolean;
}

export function ticketReach({ instrument }: Ticket, order: TicketOrder, preview: PreviewState): TicketReach {
  const { shares, quantity } = order;
  const lotSize = Math.max(1, instrument?.lotSize ?? 1);
  const isSized = quantity !== null && instrument !== null;
  if (preview.items !== undefined && !preview.old) {
    return {
      effect: isSized ? previewEffect(preview.items, lotSize > 1) : '',
      names: previewNames(preview.items),
      said: saidByServer(preview.items),
      byServer: true,
    };
  }
  return {
    effect: isSized ? effectWords(shares, lotSize > 1) : '',
    names: shares
      .filter((share) => share.skip === null)
      .map((share) => shortAccount(share.account))
      .join(', '),
    said: saidByPage(shares, lotSize),
    byServer: false,
  };
}
