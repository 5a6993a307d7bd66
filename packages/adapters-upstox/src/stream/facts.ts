import type { AccountFact } from '@copydesk/core';
import { orderFrom } from '../map/order.ts';
import type { UpdateMessage } from './frames.ts';

/** What a message of an account's stream tells about that account. Another client's message tells nothing but that something is wrong. */
export function factFrom(message: UpdateMessage, clientId: string): AccountFact {
  switch (message.kind) {
    case 'unreadable':
      return { type: 'unreadable', detail: message.detail };
    case 'order':
      if (isForeign(message.clientId, clientId)) return FOREIGN;
      return { type: 'order', order: orderFrom(message.row, clientId) };
    case 'changed':
      if (isForeign(message.clientId, clientId)) return FOREIGN;
      return { type: 'hint', what: message.what };
  }
}

const FOREIGN: AccountFact = { type: 'unreadable', detail: 'a message about another client' };

function isForeign(named: string | undefined, clientId: string): boolean {
  return named !== undefined && named.toUpperCase() !== clientId.toUpperCase();
}
