/** Which terms a broker takes, as its capabilities say. */
import type { BrokerCapabilities, RefusedOrderType } from '../broker/capabilities.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { OrderType, Validity } from './order-terms.ts';

/** Whether the broker takes this validity in the instrument's segment. */
export function supportsValidity(
  capabilities: BrokerCapabilities,
  instrument: Instrument,
  validity: Validity,
): boolean {
  return (capabilities.validities[instrument.segment] ?? capabilities.validities.default).includes(validity);
}

/** Whether broker and exchange take this order type for the instrument. `onIndex` says what a contract is on. */
export function takesOrderType(
  capabilities: BrokerCapabilities,
  instrument: Instrument,
  orderType: OrderType,
  onIndex: boolean,
): boolean {
  if (!capabilities.orderTypes.includes(orderType)) return false;
  return !capabilities.refusedOrderTypes.some(
    (refused) => refused.orderType === orderType && isMeant(refused, instrument, onIndex),
  );
}

function isMeant(refused: RefusedOrderType, instrument: Instrument, onIndex: boolean): boolean {
  const { segments, kinds, on } = refused;
  if (segments !== undefined && !segments.includes(instrument.segment)) return false;
  if (kinds !== undefined && !kinds.includes(instrument.kind)) return false;
  return on === undefined || on === (onIndex ? 'index' : 'share');
}
