import type { BrokerCapabilities, FeedCapability, RateWindow, RefusedOrderType } from '@copydesk/core';

/** The capabilities as the table that stands in an adapter's README. */
export function capabilityTable(capabilities: BrokerCapabilities): string {
  const { default: usual, ...bySegment } = capabilities.validities;
  const exceptions = Object.entries(bySegment).map(([segment, list]) => `${segment}: ${words(list ?? [])}`);
  const protection = capabilities.marketProtection;
  const rows: readonly (readonly [string, string])[] = [
    ['products', words(capabilities.products)],
    ['order types', words(capabilities.orderTypes)],
    ['refused order types', capabilities.refusedOrderTypes.map(refused).join('; ') || 'none'],
    ['validities', [words(usual), ...exceptions].join('; ')],
    ['segments', words(capabilities.segments)],
    ['longest tag', `${capabilities.tagLength} characters`],
    [
      'market protection',
      protection === undefined
        ? 'none'
        : `${protection.automatic ? 'automatic, or ' : ''}${protection.minPercent} to ${protection.maxPercent} %${protection.wholePercent ? ', whole' : ''}`,
    ],
    ['modifications per order', `${capabilities.modificationsPerOrder ?? 'no stated limit'}`],
    ['order writes', capabilities.orderRates.map(rate).join(', ') || 'no stated limit'],
    ['order stream', capabilities.orderStream],
    ['stream shows a placement', yesNo(capabilities.streamShowsPlacement)],
    ['absence counts after', seconds(capabilities.absenceAfterMs)],
    ['a write may go unanswered for', seconds(capabilities.writeTimeoutMs)],
    [
      'books are polled every',
      `${seconds(capabilities.pollMs.withStream)} with the stream, ${seconds(capabilities.pollMs.withoutStream)} without`,
    ],
    ['logout', yesNo(capabilities.logout)],
    ['margin preview', yesNo(capabilities.marginPreview)],
    ['page to authorise sales', yesNo(capabilities.salesAuthorisation)],
    [
      'positions are converted between',
      capabilities.conversion === undefined ? 'none' : words(capabilities.conversion.products),
    ],
    ['live prices', capabilities.feed === undefined ? 'none' : feed(capabilities.feed)],
    [
      'quotes in one request',
      capabilities.marketReads === undefined ? 'none' : `${capabilities.marketReads.quotesPerRequest}`,
    ],
    ['requests for quotes', capabilities.marketReads?.quoteRates.map(rate).join(', ') || 'no stated limit'],
    ['candles', words(capabilities.marketReads?.candleIntervals ?? [])],
    ['requests for candles', capabilities.marketReads?.candleRates.map(rate).join(', ') || 'no stated limit'],
  ];
  return [
    '| capability | value |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
  ].join('\n');
}

function feed({ connections, instrumentsPerConnection, depthLevels, greeks }: FeedCapability): string {
  const { ltp, quote, full } = instrumentsPerConnection;
  const size =
    new Set([ltp, quote, full]).size === 1 ? `${ltp}` : `${ltp} (ltp), ${quote} (quote), ${full} (full)`;
  const many = `${connections} ${connections === 1 ? 'connection' : 'connections'} of ${size} instruments`;
  return `${many}; ${depthLevels} levels of depth${greeks ? '; greeks' : ''}`;
}

function refused({ orderType, segments, kinds, on }: RefusedOrderType): string {
  const what = [
    kinds?.join(' '),
    on === undefined ? undefined : on === 'index' ? 'on an index' : 'on a share',
  ];
  const where = segments === undefined ? undefined : `in ${words(segments)}`;
  return [orderType, ...what, where].filter((part) => part !== undefined).join(' ');
}

function words(list: readonly string[]): string {
  return list.join(', ') || 'none';
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}

function rate(window: RateWindow): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400_000, 'day'],
    [60_000, 'minute'],
    [1_000, 'second'],
  ];
  for (const [ms, unit] of units) {
    if (window.windowMs % ms === 0) {
      const count = window.windowMs / ms;
      return `${window.limit} a ${count === 1 ? unit : `${count} ${unit}s`}`;
    }
  }
  return `${window.limit} in ${window.windowMs} ms`;
}
