import type { AccountFact } from '@copydesk/core';
import { withoutSecrets } from '../http/answer.ts';
import { orderFrom } from '../map/order.ts';
import { readTextFrame, type TextFrame } from './frames.ts';

/** Whose stream it is, and what its words are searched for before anybody sees them. */
export interface StreamOwner {
  readonly clientId: string;
  readonly secrets: readonly string[];
}

/** What a frame tells about an account; undefined when it tells nothing. */
export function factFrom(text: string, owner: StreamOwner): AccountFact | undefined {
  const frame: TextFrame = readTextFrame(text);
  switch (frame.kind) {
    case 'order':
      return { type: 'order', order: orderFrom(frame.row, owner.clientId) };
    case 'unreadable':
      return { type: 'unreadable', detail: frame.detail };
    case 'error':
      return {
        type: 'unreadable',
        detail: `the ticker reports: ${withoutSecrets(frame.text, owner.secrets)}`,
      };
    case 'notice':
    case 'ignored':
      return undefined;
  }
}
