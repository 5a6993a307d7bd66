/** What an event of the journal is called in the list: the desk's words, where its code is not one. */
const NAMES: Readonly<Record<string, string>> = {
  'orders-journaled': 'Order written down',
  'order-sending': 'Order is being sent',
  'order-not-sent': 'Order not sent',
  'order-outcome-lost': 'No answer',
  'order-proven-absent': 'Never arrived',
  'order-resting': 'Order open',
  'order-change-journaled': 'Change written down',
  'order-terms-seen': 'Other terms seen',
  'order-slice-unwanted': 'Part dropped',
  'order-slices-added': 'Part added',
  'outside-order-adopted': 'Order from outside',
  'child-skipped': 'Copy skipped',
  'child-held': 'Copy waits',
  'divergence-opened': 'Drift opened',
  'divergence-changed': 'Drift changed',
  'divergence-resolved': 'Drift ended',
  'difference-accepted': 'Drift accepted',
  'account-settled': 'Books compared',
  'conversions-journaled': 'Conversion written down',
  'basket-journaled': 'Basket written down',
};

/** `Order filled` of `order-filled`. */
export function eventName(type: string): string {
  const words = type.replaceAll('-', ' ');
  return NAMES[type] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
