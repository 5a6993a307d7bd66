/** A price that is marked on the chart, and what becomes of it when somebody drags it elsewhere. */
import { type Order, orderSchema, protectionAnswerSchema } from '@copydesk/api-contract';
import type { ReactNode } from 'react';
import { union } from 'zod/mini';
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
}

/** What a drag would send. Nothing is sent before it was read and confirmed. */
export interface Move {
  /** After "Send?". */
  readonly asks: string;
  readonly request: PressRequest;
  /** Spoken once it is done. */
  readonly done: string;
}

/** What answers a move: the order with its new terms, or the protection with its new level. */
export const movedSchema = union([orderSchema, protectionAnswerSchema]);

/** Who hears that an order has new terms. */
export type OnOrderMoved = (order: Order) => void;
