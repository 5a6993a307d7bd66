/**
 * What the ticker sends as text, read.
 *
 * Decides: which frames concern an account. Binary frames are prices and heartbeats and never come here. Unknown types
 * are ignored (`instruments_meta` and `app_code` were undocumented before they were seen); a frame that is no JSON, or an
 * order that cannot be read, is reported. Source: Kite Connect v3 docs, "WebSocket streaming", and recordings of 2026.
 */
import { z } from 'zod';
import { pointer } from '../http/read.ts';
import { type OrderRow, orderRow } from '../http/schemas.ts';

/** One text frame. */
export type TextFrame =
  | { readonly kind: 'order'; readonly row: OrderRow }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'ignored'; readonly type: string }
  | { readonly kind: 'unreadable'; readonly detail: string };

const frame = z.object({ type: z.string(), data: z.unknown().optional() });

/** Reads one text frame. Details name what is wrong and where, never the content. */
export function readTextFrame(text: string): TextFrame {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', detail: `a text frame of ${text.length} characters is no JSON` };
  }
  const read = frame.safeParse(json);
  if (!read.success) return { kind: 'unreadable', detail: 'a text frame has no type' };
  const { type, data } = read.data;
  switch (type) {
    case 'order':
      return readOrder(data);
    case 'error':
      return { kind: 'error', text: shown(data) };
    case 'message':
      return { kind: 'notice', text: shown(data) };
    default:
      return { kind: 'ignored', type };
  }
}

function readOrder(data: unknown): TextFrame {
  const order = orderRow.safeParse(data);
  if (order.success) return { kind: 'order', row: order.data };
  const [issue] = order.error.issues;
  return {
    kind: 'unreadable',
    detail: `an order frame cannot be read at /data${pointer(issue?.path ?? [])}: ${issue?.message ?? 'not as expected'}`,
  };
}

function shown(data: unknown): string {
  return (typeof data === 'string' ? data : (JSON.stringify(data) ?? '')).slice(0, 300);
}
