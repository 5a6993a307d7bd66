/** Conversions as they are shown, and what the journal says about them in words. */
import type * as wire from '@copydesk/api-contract';
import {
  type Conversion,
  type ConversionBook,
  type ConversionEvent,
  type ConversionReason,
  type Environment,
  type InstrumentLookup,
  type SkippedConversion,
  unreachable,
} from '@copydesk/core';
import type { AccountNames } from './account-names.ts';
import { reasonView, wordsOf } from './reason-words.ts';
import { timeOf, timeOrNull } from './wire-values.ts';

export class ConversionViews {
  readonly #names: AccountNames;
  readonly #book: ConversionBook;
  readonly #instruments: Readonly<Record<Environment, InstrumentLookup>>;

  constructor(parts: {
    readonly names: AccountNames;
    readonly book: ConversionBook;
    readonly instruments: Readonly<Record<Environment, InstrumentLookup>>;
  }) {
    this.#names = parts.names;
    this.#book = parts.book;
    this.#instruments = parts.instruments;
  }

  /** The conversion with what every child did about it. */
  of(conversion: Conversion): wire.Conversion {
    const { intent } = conversion;
    const account = this.#names.of(intent.accountId);
    const instrument = this.#instruments[account.environment].byId(intent.instrumentId);
    return {
      id: intent.conversionId,
      accountId: account.id,
      account: account.address,
      groupId: intent.groupId ?? null,
      parentId: intent.parentId ?? null,
      instrumentId: intent.instrumentId,
      symbolName: instrument?.symbol ?? intent.instrumentId,
      side: intent.side,
      from: intent.from,
      to: intent.to,
      quantity: intent.quantity,
      status: conversion.status,
      reason: reasonOrNull(conversion.reason),
      origin: intent.origin,
      askedAt: timeOf(intent.askedAt),
      updatedAt: timeOf(conversion.updatedAt),
      certainBy: timeOrNull(conversion.certainBy),
      childConversions: [
        ...this.#book.childrenOf(conversion).map((child) => this.#child(child)),
        ...conversion.skipped.map((skipped) => this.#skipped(skipped)),
      ],
    };
  }

  #child(child: Conversion): wire.ChildConversion {
    const { accountId, conversionId, quantity } = child.intent;
    return {
      conversionId,
      accountId,
      account: this.#names.of(accountId).address,
      status: child.status,
      reason: reasonOrNull(child.reason),
      quantity,
      certainBy: timeOrNull(child.certainBy),
    };
  }

  #skipped({ accountId, reason }: SkippedConversion): wire.ChildConversion {
    return {
      conversionId: null,
      accountId,
      account: this.#names.of(accountId).address,
      status: 'skipped',
      reason: reasonOrNull(reason),
      quantity: 0,
      certainBy: null,
    };
  }
}

function reasonOrNull(reason: ConversionReason | undefined): wire.Reason | null {
  if (reason === undefined) return null;
  const { code, brokerText, limit, figure } = reason;
  return reasonView({ code, brokerText, limit, figure });
}

/** An event of a conversion in one sentence. */
export function conversionWords(event: ConversionEvent): string {
  switch (event.type) {
    case 'conversions-journaled': {
      const count = `${event.conversions.length} ${event.conversions.length === 1 ? 'conversion' : 'conversions'} written down before sending`;
      return event.skipped.length === 0 ? `${count}.` : `${count}, ${event.skipped.length} skipped.`;
    }
    case 'outside-conversion-seen':
      return "Converted in the broker's own app.";
    case 'conversion-sending':
      return 'Sent to the broker.';
    case 'conversion-not-sent':
      return `Nothing was sent (${event.cause}); it will be tried again.`;
    case 'conversion-outcome-lost':
      return `No answer (${event.cause}). The position book is checked before anything else is sent.`;
    case 'conversion-proven-absent':
      return 'It never arrived. Nothing was converted.';
    case 'position-converted':
      return `${Math.abs(event.quantity)} moved from ${event.from} to ${event.to}.`;
    case 'conversion-ended': {
      const { code, brokerText } = event.reason;
      return event.refused
        ? `The broker refused the conversion: “${brokerText ?? ''}”`
        : `Not converted. ${wordsOf(code)}`;
    }
    default:
      return unreachable(event);
  }
}

/** The figures of an event of a conversion. */
export function conversionFigures(event: ConversionEvent): Record<string, unknown> {
  switch (event.type) {
    case 'conversions-journaled':
      return {
        conversionIds: event.conversions.map(({ conversionId }) => conversionId),
        skipped: event.skipped.length,
      };
    case 'outside-conversion-seen':
      return { conversionId: event.conversion.conversionId };
    case 'position-converted': {
      const { conversionId, from, to, quantity, copied, cause } = event;
      return { conversionId, from, to, quantity, copied, cause };
    }
    case 'conversion-ended':
      return { conversionId: event.conversionId, code: event.reason.code };
    default:
      return { conversionId: event.conversionId };
  }
}

/** Whom an event of a conversion concerns. */
export function conversionSubject(event: ConversionEvent): {
  readonly accountId: Conversion['intent']['accountId'] | undefined;
  readonly instrumentId: Conversion['intent']['instrumentId'] | undefined;
  readonly groupId: string | undefined;
} {
  const intent =
    event.type === 'conversions-journaled'
      ? event.conversions[0]
      : event.type === 'outside-conversion-seen'
        ? event.conversion
        : undefined;
  if (intent !== undefined) {
    const { accountId, instrumentId, groupId } = intent;
    return { accountId, instrumentId, groupId };
  }
  return {
    accountId: 'accountId' in event ? event.accountId : undefined,
    instrumentId: 'instrumentId' in event ? event.instrumentId : undefined,
    groupId: undefined,
  };
}
