/** Every case of the suite. Ids are unique and never reused; gaps are for cases to come. */
import type { BrokerCase } from '../broker-case.ts';
import { authCases } from './auth.ts';
import { cancellingCases } from './cancelling.ts';
import { faultCases } from './faults.ts';
import { instrumentCases } from './instruments.ts';
import { limitCases } from './limits.ts';
import { modifyingCases } from './modifying.ts';
import { placingCases } from './placing.ts';
import { readingBackCases } from './reading-back.ts';
import { redactionCases } from './redaction.ts';
import { shutdownCases } from './shutdown.ts';
import { streamCases } from './stream.ts';

export const BROKER_CASES: readonly BrokerCase[] = [
  ...authCases,
  ...instrumentCases,
  ...placingCases,
  ...modifyingCases,
  ...cancellingCases,
  ...readingBackCases,
  ...streamCases,
  ...faultCases,
  ...limitCases,
  ...redactionCases,
  ...shutdownCases,
];
