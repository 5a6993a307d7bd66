/** A price that is marked on the chart, and what becomes of it when somebody drags it elsewhere. */
import { orderSchema, protectionAnswerSchema } from '@copydesk/api-contract';
import type { ReactNode } from 'react';
import { type output, union } from 'zod/mini';
import type { Money } from '../../lib/numbers.ts';
import type { PressRequest } from '../../live/press.ts';

export interface ChartLine {
  /** The same as long as it stands for the same thing. */
  readonly id: string;
  readonly kind: 'buy' | 'sell' | 'position' | 'stop' | 'target';
  readonly price: Money;
  /** Before the price: `BUY 260 LMT`, `Stop`. */
  readonly words: string;
  /** After it: `260`, or a figure that ticks. */
  readonly more?: ReactNode;
  /** What moving it to another price asks, and sends; null where it only shows. */
  readonly move: ((price: Money) => Move) | null;
  /** What its ✕ does: cancels the order, takes the level away; null where it has none. */
  readonly remove: Move | null;
}

/** What a drag, or a press on ✕, would send. */
export interface Move {
  /** What it does, for the button. */
  readonly name: string;
  /** After "Send?": nothing is sent before it was read and confirmed. Null for what needs no asking. */
  readonly asks: string | null;
  readonly request: PressRequest;
  /** Spoken once it is done. */
  readonly done: string;
  /** Shows what came of it before the books tell. */
  readonly show: (answer: MovedAnswer) => void;
}

/** What answers a move: the order with its new terms, or the protection with its new level. */
export const movedSchema = union([orderSchema, protectionAnswerSchema]);
export type MovedAnswer = output<typeof movedSchema>;
