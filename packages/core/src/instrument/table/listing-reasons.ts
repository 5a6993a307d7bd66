import type { DisagreementReason } from '../catalog-report.ts';

/** Status of a row at a broker, as a number: 0 the broker has no such row, 1 listed, above: refused for a reason. */
export const NOT_LISTED = 0;
export const LISTED = 1;

const REASONS: readonly DisagreementReason[] = [
  'expiry-differs',
  'strike-differs',
  'kind-differs',
  'lot-differs',
  'symbol-differs',
  'symbol-rule',
  'token-differs',
  'duplicate-row',
  'duplicate-contract',
  'isin-clash',
];

/** The status of a row that was refused. */
export function refusedStatus(reason: DisagreementReason): number {
  return REASONS.indexOf(reason) + 2;
}

/** Why a row with that status was refused; undefined for the two that are no refusal. */
export function refusalOf(status: number): DisagreementReason | undefined {
  return REASONS[status - 2];
}
