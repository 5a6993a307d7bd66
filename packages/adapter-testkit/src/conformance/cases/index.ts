/** Every case of the suite. Ids are unique and never reused; gaps are for cases to come. */
import type { BrokerCase } from '../broker-case.ts';
import { placingCases } from './placing.ts';

export const BROKER_CASES: readonly BrokerCase[] = [...placingCases];
