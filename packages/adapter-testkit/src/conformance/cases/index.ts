/** Every case of the suite. Ids are unique and never reused; gaps are for cases to come. */
import type { BrokerCase } from '../broker-case.ts';
import { accountCheckCases } from './account-checks.ts';
import { authCases } from './auth.ts';
import { cancellingCases } from './cancelling.ts';
import { convertingCases } from './converting.ts';
import { faultCases } from './faults.ts';
import { instrumentCases } from './instruments.ts';
import { limitCases } from './limits.ts';
import { livePriceCases } from './live-prices.ts';
import { marketReadCases } from './market-reads.ts';
import { modifyingCases } from './modifying.ts';
import { placingCases } from './placing.ts';
import { readingBookCases } from './reading-books.ts';
import { readingFailureCases } from './reading-failures.ts';
import { readingOrderCases } from './reading-orders.ts';
import { redactionCases } from './redaction.ts';
import { refusalCases } from './refusals.ts';
import { shutdownCases } from './shutdown.ts';
import { streamCases } from './stream.ts';

export const BROKER_CASES: readonly BrokerCase[] = [
  ...authCases,
  ...accountCheckCases,
  ...instrumentCases,
  ...placingCases,
  ...refusalCases,
  ...modifyingCases,
  ...cancellingCases,
  ...convertingCases,
  ...readingOrderCases,
  ...readingBookCases,
  ...readingFailureCases,
  ...marketReadCases,
  ...streamCases,
  ...livePriceCases,
  ...faultCases,
  ...limitCases,
  ...redactionCases,
  ...shutdownCases,
];
