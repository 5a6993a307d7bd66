/** Reading positions, holdings, funds and margins: where one question of ours is several of the broker's. */
import {
  addValues,
  type BrokerFunds,
  type BrokerHolding,
  type BrokerPosition,
  type MarginRequest,
  type Product,
  type Value,
  ZERO_VALUE,
} from '@copydesk/core';
import type { UpstoxResult } from './http/answer.ts';
import { ENDPOINTS, type Endpoint } from './http/endpoints.ts';
import { readData, readList } from './http/read.ts';
import { formerFundsData, fundsData, holdingRows, marginData, positionRows } from './http/schemas.ts';
import { formerFundsFrom, fundsFrom } from './map/funds.ts';
import { holdingFrom } from './map/holding.ts';
import { marginQuestions } from './map/margin-request.ts';
import { positionFrom } from './map/position.ts';

/** Makes one call for one session. */
export type AskUpstox = (endpoint: Endpoint, json?: unknown) => Promise<UpstoxResult>;

/**
 * The position book. MTF positions have a book of their own; an account without that product may be refused there, and
 * has none then.
 */
export async function readPositions(
  ask: AskUpstox,
  products: readonly Product[],
): Promise<readonly BrokerPosition[]> {
  const [book, mtfBook] = await Promise.all([ask(ENDPOINTS.positions), ask(ENDPOINTS.mtfPositions)]);
  const rows = positionsIn(ENDPOINTS.positions.name, book);
  if (isRefused(mtfBook) && !products.includes('MTF')) return rows;
  return [...rows, ...positionsIn(ENDPOINTS.mtfPositions.name, mtfBook)];
}

/** The holdings in the depository. */
export async function readHoldings(ask: AskUpstox): Promise<readonly BrokerHolding[]> {
  const result = await ask(ENDPOINTS.holdings);
  return readList(ENDPOINTS.holdings.name, result, holdingRows).map(holdingFrom);
}

/** The money, by v3; by v2 where v3 is not routed. */
export async function readFunds(ask: AskUpstox): Promise<BrokerFunds> {
  const result = await ask(ENDPOINTS.funds);
  if (!isNotRouted(result)) return fundsFrom(readData(ENDPOINTS.funds.name, result, fundsData));
  const former = await ask(ENDPOINTS.formerFunds);
  return formerFundsFrom(readData(ENDPOINTS.formerFunds.name, former, formerFundsData));
}

/** The margin of the orders together. */
export async function readMargin(ask: AskUpstox, orders: readonly MarginRequest[]): Promise<Value> {
  const answers = await Promise.all(
    marginQuestions(orders).map((instruments) => ask(ENDPOINTS.margin, { instruments })),
  );
  return answers
    .map((answer) => readData(ENDPOINTS.margin.name, answer, marginData).final_margin)
    .reduce(addValues, ZERO_VALUE);
}

function positionsIn(call: string, result: UpstoxResult): readonly BrokerPosition[] {
  return readList(call, result, positionRows).map((row, index) => positionFrom(row, { call, index }));
}

/** The broker looked at the question and did not want it, for another reason than the session or the rate. */
function isRefused(result: UpstoxResult): boolean {
  return result.kind === 'error' && [400, 403, 404, 405].includes(result.status);
}

/** UDAPI100060 and UDAPI10000 say that the path is not served. */
function isNotRouted(result: UpstoxResult): boolean {
  if (result.kind !== 'error' && result.kind !== 'unreadable') return false;
  if (result.status === 404) return true;
  return (
    result.kind === 'error' && result.codes.some((code) => code === 'UDAPI100060' || code === 'UDAPI10000')
  );
}
