/** Every case of the suite. Ids are unique and never reused; gaps are for cases to come. */
import type { BrokerCase } from '../broker-case.ts';
import { authCases } from './auth.ts';
import { cancellingCases } from './cancelling.ts';
import { instrumentCases } from './instruments.ts';
import { modifyingCases } from './modifying.ts';
import { placingCases } from './placing.ts';

export const BROKER_CASES: readonly BrokerCase[] = [
  ...authCases,
  ...instrumentCases,
  ...placingCases,
  ...modifyingCases,
  ...cancellingCases,
];
