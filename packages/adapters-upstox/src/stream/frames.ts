/** What the portfolio stream and the webhook send, from bytes to messages. */
import { z } from 'zod';
import { pointer } from '../http/read.ts';
import { orderRow } from '../http/schemas.ts';

/** One message. Those without an order say only that something changed. */
export type UpdateMessage =
  | { readonly kind: 'order'; readonly row: z.infer<typeof orderRow>; readonly clientId: string | undefined }
  | {
      readonly kind: 'changed';
      readonly what: 'orders' | 'positions' | 'holdings';
      readonly clientId: string | undefined;
    }
  /** Where the message departs from what it should be; never what stands there. */
  | { readonly kind: 'unreadable'; readonly detail: string };

const header = z.object({
  update_type: z.string().max(40),
  user_id: z.string().nullish(),
  userId: z.string().nullish(),
});

/** A position or holding message lacks what a book row has (symbol, last price, close), so it only says which book to read. */
const BOOK_OF: Readonly<Record<string, 'orders' | 'positions' | 'holdings'>> = {
  gtt_order: 'orders',
  position: 'positions',
  holding: 'holdings',
};

/** Reads a frame: text as documented, or the same JSON in a binary frame. */
export function readFrame(bytes: Uint8Array): UpdateMessage {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { kind: 'unreadable', detail: 'a frame that is no JSON' };
  }
  return readUpdate(json);
}

/** Reads one message. */
export function readUpdate(json: unknown): UpdateMessage {
  const head = header.safeParse(json);
  if (!head.success) return { kind: 'unreadable', detail: 'a message without update_type' };
  const clientId = head.data.user_id ?? head.data.userId ?? undefined;
  if (head.data.update_type !== 'order') {
    const what = Object.hasOwn(BOOK_OF, head.data.update_type) ? BOOK_OF[head.data.update_type] : undefined;
    if (what !== undefined) return { kind: 'changed', what, clientId };
    return { kind: 'unreadable', detail: `a message of the type ${wordOnly(head.data.update_type)}` };
  }
  const read = orderRow.safeParse(json);
  if (read.success) return { kind: 'order', row: read.data, clientId };
  const [issue] = read.error.issues;
  return {
    kind: 'unreadable',
    detail: `an order message: ${pointer(issue?.path ?? [])} ${issue?.message ?? ''}`,
  };
}

function wordOnly(type: string): string {
  return /^[a-z_]+$/i.test(type) ? type : '(no word)';
}
