/** What is journaled about baskets, in words and figures. */
import { type DeskEvent, TRADING_ERRORS } from '@copydesk/core';
import { wordsOf } from './reason-words.ts';
import { timeOf } from './wire-values.ts';

type BasketEvent = Extract<
  DeskEvent,
  { readonly type: 'basket-journaled' | 'basket-incomplete' | 'basket-cancelled' | 'basket-ended' }
>;
type Reason = Extract<BasketEvent, { readonly type: 'basket-incomplete' }>['reason'];

/** An event of a basket in one sentence or two. */
export function basketWords(event: BasketEvent): string {
  switch (event.type) {
    case 'basket-journaled': {
      const { length } = event.basket.legs;
      return `A basket of ${length} ${length === 1 ? 'leg' : 'legs'} written down before anything is sent.`;
    }
    case 'basket-incomplete': {
      const then =
        event.then === 'flatten'
          ? 'What it has of the basket is taken out again.'
          : 'What it has of the basket stays.';
      return `Cannot complete its basket. ${whyWords(event.reason)} ${then}`;
    }
    case 'basket-cancelled':
      return 'A person wants no more of the basket.';
    case 'basket-ended':
      return event.outcome === 'complete'
        ? 'The basket is complete in every account.'
        : 'The basket has ended without being complete.';
  }
}

/** Why an account cannot complete, in words. */
export function whyWords({ code, brokerText }: Reason): string {
  const words = Object.hasOwn(TRADING_ERRORS, code)
    ? TRADING_ERRORS[code as keyof typeof TRADING_ERRORS]
    : wordsOf(code);
  return brokerText === undefined ? words : `${words} “${brokerText}”`;
}

/** The figures of an event of a basket. */
export function basketFigures(event: BasketEvent): Record<string, unknown> {
  switch (event.type) {
    case 'basket-journaled':
      return {
        basketId: event.basket.basketId,
        orderIds: event.basket.legs.map((leg) => leg.orderId),
        completeBy: timeOf(event.basket.completeBy),
      };
    case 'basket-incomplete':
      return { basketId: event.basketId, leg: event.leg, code: event.reason.code, then: event.then };
    case 'basket-cancelled':
      return { basketId: event.basketId };
    case 'basket-ended':
      return { basketId: event.basketId, outcome: event.outcome };
  }
}
