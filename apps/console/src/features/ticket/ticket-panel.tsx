import { type Account, type Order, orderSchema, type PlaceOrderBody } from '@copydesk/api-contract';
import {
  type FormEvent,
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { InstrumentSearch } from '../../components/instrument-search.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { CheckField, SelectField } from '../../components/ui/field.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import { Stepper } from '../../components/ui/stepper.tsx';
import { useSendQuestion } from '../../components/ui/use-send-question.ts';
import { type ApiProblem, wordsOf } from '../../lib/api-client.ts';
import { effectWords, type Share } from '../../lib/copy-estimate.ts';
import type { Holdings } from '../../lib/holdings.ts';
import { instrumentLabel } from '../../lib/instrument-name.ts';
import { decimalsOfTick, formatLots, formatPrice, formatQuantity } from '../../lib/numbers.ts';
import { steppedSize } from '../../lib/order-size.ts';
import { previewEffect, previewNames } from '../../lib/preview-words.ts';
import { saidByPage, saidByServer } from '../../lib/said-reach.ts';
import { accountName, brokerWord, ORDER_TYPE_WORD, shortAccount } from '../../lib/words.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { announce } from '../../live/announcements.ts';
import { useGroups } from '../../live/groups-store.ts';
import { serverNow, useIsStale, useLink } from '../../live/link-store.ts';
import { usePreferences } from '../../live/preferences.ts';
import { priceKey } from '../../live/price-store.ts';
import { prices } from '../../live/prices.ts';
import { usePress } from '../../live/use-press.ts';
import { usePreview } from '../../live/use-preview.ts';
import { AsLeg, type CollectLeg } from './as-leg.tsx';
import { entryLevelWords } from './entry-levels.ts';
import { FanOut } from './fan-out.tsx';
import { GoesTo } from './goes-to.tsx';
import { Outcome } from './outcome.tsx';
import { askedBecause } from './send-rule.ts';
import { accountOf, heldOf, orderNow, ticketOrder } from './ticket-order.ts';
import { TicketPrices } from './ticket-prices.tsx';
import { TicketQuote } from './ticket-quote.tsx';
import { chooseInstrument, chooseUnit, type Ticket, useTicket } from './ticket-store.ts';
import type { TicketField } from './ticket-terms.ts';

// The first load is counted to the byte: what protects an entry comes a moment after its ticket.
const TicketProtection = lazy(async () => ({
  default: (await import('./ticket-protection.tsx')).TicketProtection,
}));

const SIDES = [
  { value: 'BUY', label: 'Buy', chosen: 'bg-buy text-on-buy font-semibold' },
  { value: 'SELL', label: 'Sell', chosen: 'bg-sell text-on-sell font-semibold' },
] as const;

/** Where nothing is asked, a press so soon after the last one is the same press. */
const AGAIN_AFTER_MS = 1_000;

const SHOWN_PATHS: ReadonlySet<string> = new Set([
  '/quantity',
  '/price',
  '/triggerPrice',
  '/instrumentId',
  '/accountId',
]);

interface TicketPanelProps {
  readonly holdings: Holdings;
  /** Whether a person has sent an order from the desk today, read at each press. */
  readonly orderedToday: () => boolean;
  readonly onPlaced: (order: Order) => void;
  /** Makes what stands in it a leg of a basket; answers why not, in words. */
  readonly onCollect?: CollectLeg;
}

/** The order ticket: what, how much, to whom; then "Send?" in place, unless the person switched it off. */
export function TicketPanel({ holdings, orderedToday, onPlaced, onCollect }: TicketPanelProps) {
  const ticket = useTicket();
  const accounts = useAccounts((state) => state.list);
  const choices = useMemo(() => byFamily(accounts ?? []), [accounts]);
  const account = accountOf(ticket, choices);
  const groups = useGroups((state) => state.list);
  const stale = useIsStale();
  const place = usePress('ticket', orderSchema);
  const sentAt = useRef(Number.NEGATIVE_INFINITY);
  const [tried, setTried] = useState(false);
  const sendButton = useRef<HTMLButtonElement>(null);

  const { instrument } = ticket;
  const lotSize = Math.max(1, instrument?.lotSize ?? 1);
  const inLots = lotSize > 1;
  const held = useSyncExternalStore(holdings.subscribe, () => heldOf(ticket, account, holdings));
  const order = ticketOrder(ticket, { account, accounts: choices, groups, held });
  const { quantity, group, exits, copies, shares, terms } = order;
  const preview = usePreview(terms.kind === 'ready' ? terms.body : null);
  const worked = preview.items;
  const unit = usePreferences((state) => state.values.units);
  useEffect(() => {
    if (unit !== undefined) chooseUnit(unit);
  }, [unit]);
  const faults = tried && terms.kind === 'incomplete' ? terms.faults : {};
  const refused = place.state.kind === 'refused' ? place.state.problem : undefined;
  const busy = place.state.kind === 'sending' || place.state.kind === 'unknown';
  const closed = busy || (stale && !exits);
  const effect =
    quantity === null || instrument === null
      ? ''
      : worked === undefined || preview.old
        ? effectWords(shares, inLots)
        : previewEffect(worked, inLots);
  const verb = ticket.side === 'BUY' ? 'Buy' : 'Sell';

  const question = useSendQuestion(
    {
      mark: order.mark,
      closed,
      said: worked === undefined || preview.old ? saidByPage(shares, lotSize) : saidByServer(worked),
    },
    sendButton,
  );
  /** Whether the page shows what is true at this moment, and it may be sent: it is drawn a moment after. */
  const stands = (): boolean => {
    const now = orderNow(holdings);
    return now.mark === order.mark && !busy && (now.exits || useLink.getState().state !== 'lost');
  };
  const ask = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    setTried(true);
    if (terms.kind !== 'ready' || !stands()) return;
    // The second half of a double click is not another order.
    if (event.timeStamp - sentAt.current < AGAIN_AFTER_MS) return;
    place.clear();
    const key = priceKey(account?.environment, instrument?.id);
    const price = key === null ? undefined : prices.get(key);
    const because = askedBecause({
      ticket,
      quantity: terms.quantity,
      askEach: usePreferences.getState().values.ask ?? true,
      valueLimit: usePreferences.getState().values.valueLimit,
      orderedToday: orderedToday(),
      exits,
      reaches: copies ? shares.length : 1,
      previewInView: worked !== undefined && !preview.old,
      lastPrice: price === undefined || price.stale ? null : price.last,
    });
    if (because !== null) {
      question.ask(because);
      return;
    }
    sentAt.current = event.timeStamp;
    void send(terms.body);
  };
  const sendAsked = (): void => {
    question.back();
    if (terms.kind === 'ready' && stands()) void send(terms.body);
    else announce('assertive', 'Not sent: the order or the connection is not what it was.');
  };
  const send = async (body: PlaceOrderBody): Promise<void> => {
    const words = `${verb} ${effect} ${instrument === null ? '' : instrumentLabel(instrument, serverNow())}`;
    const end = await place.press({ route: 'POST /api/orders', path: '/api/orders', body, words });
    if (end?.kind === 'done') {
      onPlaced(end.answer);
      announce('polite', `${words}: ${end.answer.status}.`);
    } else if (end?.kind === 'refused') announce('assertive', `Not placed. ${wordsOf(end.problem)}`);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.repeat || question.because !== null) return;
    if (event.ctrlKey || event.metaKey) ask(event);
  };
  const change = (part: Partial<Ticket>): void => {
    question.back();
    useTicket.setState(part);
  };

  return (
    <form
      aria-label="Order ticket"
      data-key="ticket"
      onSubmit={ask}
      onKeyDown={onKeyDown}
      className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-3"
    >
      <InstrumentSearch
        environment={account?.environment}
        onChoose={(found) => {
          question.back();
          chooseInstrument(found);
        }}
        error={faults.instrument}
      />
      <Title
        ticket={ticket}
        environment={account?.environment}
        held={held}
        fault={fieldFault('instrument', faults, refused)}
      />
      <Choice legend="Side" options={SIDES} value={ticket.side} onChange={(side) => change({ side })} />
      <Stepper
        label={inLots && ticket.unit === 'lots' ? `Lots of ${formatQuantity(lotSize)}` : 'Quantity'}
        inputKey="lots"
        value={ticket.size}
        onChange={(size) => change({ size })}
        onStep={(direction, times) => change({ size: steppedSize(ticket, direction * times) })}
        after={
          <span className="figures text-ticket text-text-2">
            {inLots && quantity !== null
              ? `= ${ticket.unit === 'lots' ? formatQuantity(quantity) : formatLots(quantity / lotSize)}`
              : ''}
          </span>
        }
        error={fieldFault('size', faults, refused)}
      />
      <TicketPrices
        ticket={ticket}
        onChange={change}
        faults={{
          price: fieldFault('price', faults, refused),
          triggerPrice: fieldFault('triggerPrice', faults, refused),
        }}
      />
      {exits ? null : (
        <Suspense fallback={<div className="h-13" />}>
          <TicketProtection
            ticket={ticket}
            environment={account?.environment}
            group={copies ? group : undefined}
            fault={fieldFault('protection', faults, refused)}
            onChange={change}
          />
        </Suspense>
      )}
      <SelectField
        label="Account"
        value={account?.id ?? ''}
        onChange={(event) => change({ accountId: event.target.value, masterOnly: false })}
        error={fieldFault('account', faults, refused)}
      >
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {accountName(choice)} {brokerWord(choice.brokerName)}
            {choice.group === null ? '' : ` · ${choice.group.name}, ${choice.group.role}`}
          </option>
        ))}
      </SelectField>
      {account === undefined || instrument === null ? null : worked !== undefined ? (
        <FanOut
          preview={{ ...preview, items: worked }}
          lotSize={lotSize}
          freezeQuantity={instrument.freezeQuantity}
        />
      ) : (
        <GoesTo
          shares={shares}
          lotSize={lotSize}
          note={noteOf(group !== undefined, copies, exits, ticket.masterOnly)}
        />
      )}
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
      <div className="mt-auto flex flex-col gap-2">
        {group !== undefined && !group.armed && !copies && account !== undefined ? (
          <p className="text-table text-warn">
            Copying is off: {group.name} is not armed. Orders go to {shortAccount(account.address)} alone.
          </p>
        ) : null}
        <Outcome state={place.state} account={account} shownPaths={SHOWN_PATHS} onClear={place.clear} />
        {question.because !== null ? (
          <SendStep
            words={`${question.because === '' ? '' : `${question.because} `}${verb} ${effect}${priceWords(ticket)}${exits ? '' : entryLevelWords(ticket)}: ${worked === undefined || preview.old ? namesOf(shares) : previewNames(worked)}.`}
            look={ticket.side === 'BUY' ? 'buy' : 'sell'}
            onSend={sendAsked}
            onBack={question.back}
          />
        ) : (
          <Button
            ref={sendButton}
            type="submit"
            size="large"
            look={ticket.side === 'BUY' ? 'buy' : 'sell'}
            aria-disabled={closed}
            className="w-full"
            onKeyDown={(event) => {
              if (event.repeat) event.preventDefault();
            }}
          >
            {place.state.kind === 'sending' ? 'Sending' : `${verb} ${effect}`.trim()}
            <kbd className="font-sans text-label">Ctrl ⏎</kbd>
          </Button>
        )}
        {stale && !exits ? (
          <p className="text-table text-warn">
            No connection to Copydesk: no entry is possible. Exits are tried at once.
          </p>
        ) : null}
      </div>
    </form>
  );
}

interface TitleProps {
  readonly ticket: Ticket;
  readonly environment: Account['environment'] | undefined;
  readonly held: number;
  readonly fault: string | undefined;
}

function Title({ ticket, environment, held, fault }: TitleProps): ReactNode {
  const { instrument } = ticket;
  return (
    <div>
      <h2 className="text-ticket font-semibold">
        {instrument === null ? (
          <span className="text-text-2">No instrument</span>
        ) : (
          instrumentLabel(instrument, serverNow())
        )}
      </h2>
      {instrument === null ? null : <TicketQuote instrument={instrument} environment={environment} />}
      {instrument === null ? null : (
        <p className="figures text-label text-muted">
          {instrument.segment}
          {instrument.lotSize > 1 ? ` · lot ${formatQuantity(instrument.lotSize)}` : ''} · tick{' '}
          {formatPrice(instrument.tickSize, decimalsOfTick(instrument.tickSize))}
          {instrument.freezeQuantity === null ? '' : ` · freeze ${formatQuantity(instrument.freezeQuantity)}`}
          {held === 0 ? '' : ` · held ${formatQuantity(held)}`}
        </p>
      )}
      {fault === undefined ? null : (
        <p role="alert" className="text-table text-loss">
          {fault}
        </p>
      )}
    </div>
  );
}

const PATHS: Readonly<Record<TicketField, string>> = {
  instrument: '/instrumentId',
  size: '/quantity',
  price: '/price',
  triggerPrice: '/triggerPrice',
  protection: '/protection',
  account: '/accountId',
};

/** The page's own words for a field, else the server's. */
function fieldFault(
  field: TicketField,
  faults: Readonly<Partial<Record<TicketField, string>>>,
  refused: ApiProblem | undefined,
): string | undefined {
  return faults[field] ?? refused?.at(PATHS[field])?.message;
}

/** What the figures above do not know. */
function noteOf(grouped: boolean, copies: boolean, exits: boolean, masterOnly: boolean): string | null {
  if (!grouped || masterOnly) return null;
  if (!copies) return null;
  return exits
    ? 'Closes what is held: each child closes its share of what was copied.'
    : "By each link's rule. Funds, limits and filters are looked at when the order is sent.";
}

function priceWords(ticket: Ticket): string {
  if (ticket.orderType === 'MARKET') return ' at market';
  const at = ticket.price === '' ? ticket.triggerPrice : ticket.price;
  return ` at ${at}${ticket.orderType === 'LIMIT' ? '' : ` (${ORDER_TYPE_WORD[ticket.orderType].toLowerCase()})`}`;
}

function namesOf(shares: readonly Share[]): string {
  return shares
    .filter((share) => share.skip === null)
    .map((share) => shortAccount(share.account))
    .join(', ');
}
