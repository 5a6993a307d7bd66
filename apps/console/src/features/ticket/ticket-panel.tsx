import type { Order } from '@copydesk/api-contract';
import { lazy, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { InstrumentSearch } from '../../components/instrument-search.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { CheckField } from '../../components/ui/field.tsx';
import { PagePart } from '../../components/ui/page-part.tsx';
import type { Holdings } from '../../lib/holdings.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { usePreferences } from '../../live/preferences.ts';
import { type Scope, stopsAccount } from '../../live/scope.ts';
import { type PreviewState, usePreview } from '../../live/use-preview.ts';
import { AsLeg, type CollectLeg } from './as-leg.tsx';
import { FanOut } from './fan-out.tsx';
import { GoesTo } from './goes-to.tsx';
import { TicketAccount } from './ticket-account.tsx';
import { ticketFaults } from './ticket-faults.ts';
import { TicketFoot } from './ticket-foot.tsx';
import { accountOf, heldOf, type TicketOrder, ticketOrder } from './ticket-order.ts';
import { TicketPrices } from './ticket-prices.tsx';
import { ticketReach } from './ticket-reach.ts';
import { TicketSize } from './ticket-size.tsx';
import { chooseInstrument, chooseUnit, type Ticket, useTicket } from './ticket-store.ts';
import { TicketTitle } from './ticket-title.tsx';
import { estimateNote } from './ticket-words.ts';
import { useTicketSending } from './use-ticket-sending.ts';

// The first load is counted to the byte: what protects an entry comes a moment after its ticket.
const TicketProtection = lazy(async () => ({
  default: (await import('./ticket-protection.tsx')).TicketProtection,
}));

const SIDES = [
  { value: 'BUY', label: 'Buy', chosen: 'bg-buy text-on-buy font-semibold' },
  { value: 'SELL', label: 'Sell', chosen: 'bg-sell text-on-sell font-semibold' },
] as const;

const NO_STOPS: readonly Scope[] = [];

interface TicketPanelProps {
  readonly holdings: Holdings;
  /** Whether a person has sent an order from the desk today, read at each press. */
  readonly orderedToday: () => boolean;
  readonly onPlaced: (order: Order) => void;
  /** The kill switches that are on. */
  readonly stops?: readonly Scope[];
  readonly onSeeStops?: () => void;
  /** Makes what stands in it a leg of a basket; answers why not, in words. */
  readonly onCollect?: CollectLeg;
}

/** The order ticket: what, how much, to whom; then "Send?" in place, unless the person switched it off. */
export function TicketPanel(props: TicketPanelProps) {
  const { holdings, onCollect, stops = NO_STOPS, onSeeStops } = props;
  const ticket = useTicket();
  useChosenUnit();
  const accounts = useAccounts((state) => state.list);
  const choices = useMemo(() => byFamily(accounts ?? []), [accounts]);
  const account = accountOf(ticket, choices);
  const groups = useGroups((state) => state.list);
  const held = useSyncExternalStore(holdings.subscribe, () => heldOf(ticket, account, holdings));
  const order = ticketOrder(ticket, { account, accounts: choices, groups, held });
  const { quantity, group, terms, environment } = order;
  const preview = usePreview(terms.kind === 'ready' ? terms.body : null);
  const reach = ticketReach(ticket, order, preview);
  const button = useRef<HTMLButtonElement>(null);
  const sending = useTicketSending({
    ...props,
    ticket,
    order,
    reach,
    button,
    stopped: account !== undefined && stopsAccount(stops, account),
  });
  const { press, question } = sending;
  const refused = press.state.kind === 'refused' ? press.state.problem : undefined;
  const faults = ticketFaults(terms, sending.tried, refused);
  const change = (part: Partial<Ticket>): void => {
    question.back();
    useTicket.setState(part);
  };

  return (
    <form
      aria-label="Order ticket"
      data-key="ticket"
      onSubmit={sending.ask}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.repeat || question.because !== null) return;
        if (event.ctrlKey || event.metaKey) sending.ask(event);
      }}
      className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-3"
    >
      <InstrumentSearch
        environment={environment}
        onChoose={(found) => {
          question.back();
          chooseInstrument(found);
        }}
        error={refused === undefined ? faults.instrument : undefined}
      />
      <TicketTitle ticket={ticket} environment={environment} held={held} fault={faults.instrument} />
      <Choice legend="Side" options={SIDES} value={ticket.side} onChange={(side) => change({ side })} />
      <TicketSize ticket={ticket} quantity={quantity} fault={faults.size} onChange={change} />
      <TicketPrices ticket={ticket} onChange={change} faults={faults} />
      <EntryProtection ticket={ticket} order={order} fault={faults.protection} onChange={change} />
      <TicketAccount
        choices={choices}
        account={account}
        fault={faults.account}
        onChoose={(accountId) => change({ accountId, masterOnly: false })}
      />
      <Reached ticket={ticket} order={order} preview={preview} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        {group === undefined ? null : (
          <CheckField
            label="Master only"
            checked={ticket.masterOnly}
            onChange={(event) => change({ masterOnly: event.target.checked })}
          />
        )}
        {onCollect === undefined ? null : (
          <AsLeg ticket={ticket} quantity={quantity} accountId={account?.id} onCollect={onCollect} />
        )}
      </div>
      <TicketFoot {...{ ticket, order, reach, account, sending, button, onSeeStops }} />
    </form>
  );
}

interface EntryProtectionProps {
  readonly ticket: Ticket;
  readonly order: TicketOrder;
  readonly fault: string | undefined;
  readonly onChange: (part: Partial<Ticket>) => void;
}

/** What protects an entry; an exit has nothing to protect. */
function EntryProtection({ order, ...rest }: EntryProtectionProps) {
  const { exits, environment, copies, group } = order;
  if (exits) return null;
  return (
    <PagePart name="Stop and target" waiting={<div className="h-13" />}>
      <TicketProtection {...rest} environment={environment} group={copies ? group : undefined} />
    </PagePart>
  );
}

interface ReachedProps {
  readonly ticket: Ticket;
  readonly order: TicketOrder;
  readonly preview: PreviewState;
}

/** What goes to whom: as the server worked it out, and until it has said, as far as the page knows it. */
function Reached({ ticket, order, preview }: ReachedProps) {
  const { instrument } = ticket;
  if (order.environment === undefined || instrument === null) return null;
  const lotSize = Math.max(1, instrument.lotSize);
  const { items } = preview;
  if (items === undefined)
    return <GoesTo shares={order.shares} lotSize={lotSize} note={estimateNote(ticket, order)} />;
  return (
    <FanOut preview={{ ...preview, items }} lotSize={lotSize} freezeQuantity={instrument.freezeQuantity} />
  );
}

/** The unit that the person works in, also when it was changed elsewhere. */
function useChosenUnit(): void {
  const unit = usePreferences((state) => state.values.units);
  useEffect(() => {
    if (unit !== undefined) chooseUnit(unit);
  }, [unit]);
}
