import type { Basket, Order } from '@copydesk/api-contract';
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { Link } from 'wouter';
import { Button } from '../../components/ui/button.tsx';
import { NoEntry } from '../../components/ui/no-entry.tsx';
import { PressOutcome } from '../../components/ui/press-outcome.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import type { Holdings } from '../../lib/holdings.ts';
import { basketPath } from '../../lib/page-paths.ts';
import { shortAccount } from '../../lib/words.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { serverNow } from '../../live/link-store.ts';
import { type Scope, stopsAccount } from '../../live/scope.ts';
import { usePreviews } from '../../live/use-previews.ts';
import { type BasketDraft, useBasketDraft } from './basket-draft.ts';
import { BasketGoesTo } from './basket-goes-to.tsx';
import { BasketLegs } from './basket-legs.tsx';
import { type BasketOrder, basketOrder, heldMark } from './basket-order.ts';
import { ShownBasket } from './basket-page.tsx';
import { effectWords, type Reach, reachedNames, reachOf } from './basket-reach.ts';
import { BasketTerms } from './basket-terms.tsx';
import { legWords } from './basket-words.ts';
import { useBasketSending } from './use-basket-sending.ts';

interface BasketPanelProps {
  readonly holdings: Holdings;
  /** The orders of the basket that was sent last, as the order book has them. */
  readonly booked: readonly Order[];
  readonly onPlaced: (basket: Basket) => void;
  /** The kill switches that are on. */
  readonly stops: readonly Scope[];
  readonly onSeeStops: () => void;
}

/** The basket in the ticket's place: its legs in the order in which they go, then "Send?", then how it stands. */
export function BasketPanel({ holdings, booked, onPlaced, stops, onSeeStops }: BasketPanelProps) {
  const draft = useBasketDraft();
  const list = useAccounts((state) => state.list);
  const accounts = useMemo(() => byFamily(list ?? []), [list]);
  const groups = useGroups((state) => state.list);
  const account = accounts.find(({ id }) => id === draft.accountId) ?? accounts[0];
  // Drawn again whenever something is held that decides about the order of the legs.
  useSyncExternalStore(holdings.subscribe, () => heldMark(draft, account, holdings));
  const order = basketOrder(draft, { accounts, groups, holdings });
  const reach = reachOf(usePreviews(order.previews));
  const button = useRef<HTMLButtonElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const sent = useFocusOfSent(draft.sentId);
  const stopped = account !== undefined && stopsAccount(stops, account);
  const sending = useBasketSending({ order, holdings, reach, button, onPlaced, stopped });
  const { press, question } = sending;
  const isEmpty = order.legs.length === 0;
  const refused = press.state.kind === 'refused' && sending.isOfNow ? press.state.problem : undefined;

  const shownPaths = new Set(
    (refused?.problem.errors ?? []).map(({ path }) => path).filter((path) => placeIn(path) !== null),
  );

  return (
    <form
      ref={form}
      tabIndex={-1}
      aria-label="Basket"
      onSubmit={sending.ask}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.repeat || question.because !== null) return;
        if (event.ctrlKey || event.metaKey) sending.ask(event);
      }}
      className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-3"
    >
      {draft.problem === null ? null : (
        <p role="alert" className="text-table text-loss">
          {draft.problem}
        </p>
      )}
      {draft.sentId === null ? null : (
        <SentBefore id={draft.sentId} booked={booked} inPlace={isEmpty} section={sent} />
      )}
      {isEmpty ? (
        <Empty isSent={draft.sentId !== null} />
      ) : (
        <BasketLegs
          order={order}
          onWay={draft.sending}
          faultAt={(index, { faults }) =>
            faults.environment ??
            (sending.tried ? (faults.size ?? faults.price) : undefined) ??
            refused?.problem.errors?.find(({ path }) => placeIn(path) === index)?.message
          }
          onEmpty={() => form.current?.focus()}
        />
      )}
      {isEmpty ? null : (
        <>
          <BasketTerms draft={draft} order={order} accounts={accounts} tried={sending.tried} />
          <GoesTo reach={reach} order={order} />
        </>
      )}
      <div className="mt-auto flex flex-col gap-2">
        <NotArmed order={order} />
        <PressOutcome state={press.state} shownPaths={shownPaths} onClear={press.clear} />
        {isEmpty ? null : question.because !== null ? (
          <SendStep
            words={questionWords(order, reach, draft.then)}
            look="primary"
            onSend={sending.sendAsked}
            onBack={question.back}
          />
        ) : (
          <SendButton button={button} sending={sending}>
            {press.state.kind === 'sending' ? 'Sending' : `Send ${effectWords(order.legs.length, reach)}`}
          </SendButton>
        )}
        <NoEntry killed={sending.killed && !isEmpty} cutOff={sending.cutOff} onSeeStops={onSeeStops} />
      </div>
    </form>
  );
}

interface SentBeforeProps {
  readonly id: string;
  readonly booked: readonly Order[];
  /** Nothing stands in the panel: how the sent one stands takes its place. */
  readonly inPlace: boolean;
  readonly section: RefObject<HTMLElement | null>;
}

/** The basket that was sent last: how it stands, or the way there. */
function SentBefore({ id, booked, inPlace, section }: SentBeforeProps): ReactNode {
  return inPlace ? (
    <section
      ref={section}
      tabIndex={-1}
      aria-label="The basket that was sent"
      className="focus-visible:outline-offset-4"
    >
      <ShownBasket id={id} booked={booked} />
    </section>
  ) : (
    <Link
      href={basketPath(id)}
      className="inline-flex min-h-6 items-center text-table underline underline-offset-2"
    >
      The basket that was sent before
    </Link>
  );
}

function GoesTo({ reach, order }: { readonly reach: Reach; readonly order: BasketOrder }): ReactNode {
  return reach.accounts.length === 0 ? (
    <p className="text-label text-muted">
      The server has not said what each leg becomes in each account. Its rules and limits are looked at when
      the leg goes.
    </p>
  ) : (
    <BasketGoesTo reach={reach} inLots={order.legs.map(({ leg }) => leg.instrument.lotSize > 1)} />
  );
}

interface SendButtonProps {
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly sending: ReturnType<typeof useBasketSending>;
  readonly children: ReactNode;
}

function SendButton({ button, sending, children }: SendButtonProps): ReactNode {
  return (
    <Button
      ref={button}
      type="submit"
      size="large"
      look={sending.killed ? 'plain' : 'primary'}
      aria-disabled={sending.closed}
      className="w-full"
      onKeyDown={(event) => {
        if (event.repeat) event.preventDefault();
      }}
    >
      {children}
      <kbd className="font-sans text-label">Ctrl ⏎</kbd>
    </Button>
  );
}

/** The section of the basket that was sent has the focus that its button loses. */
function useFocusOfSent(sentId: string | null): RefObject<HTMLElement | null> {
  const section = useRef<HTMLElement>(null);
  const before = useRef(sentId);
  useEffect(() => {
    if (before.current !== sentId && document.activeElement === document.body) section.current?.focus();
    before.current = sentId;
  }, [sentId]);
  return section;
}

/** Which leg of what was sent a fault is about, from 0; null for none. */
function placeIn(path: string): number | null {
  const place = /^\/legs\/(\d+)(?:\/|$)/.exec(path)?.[1];
  return place === undefined ? null : Number(place);
}

function Empty({ isSent }: { readonly isSent: boolean }): ReactNode {
  return (
    <p className="text-table text-text-2">
      {isSent ? 'The next one: ' : ''}Space on a price of the option chain collects a leg to buy, Shift Space
      one to sell; so do B and S there, and a click. “Add as a leg” in the ticket takes what stands in it, or
      says why not.
    </p>
  );
}

function NotArmed({ order: { legs, group, copies, account } }: { readonly order: BasketOrder }): ReactNode {
  if (legs.length === 0 || group === undefined || group.armed || copies || account === undefined) return null;
  return (
    <p className="text-table text-warn">
      Copying is off: {group.name} is not armed. The basket goes to {shortAccount(account.address)} alone.
    </p>
  );
}

/** `Buy 1 lot NIFTY 26500 CE at market, then sell …: k2, c2; c1 gets leg 1 only, then as its link says.` */
function questionWords({ legs, account }: BasketOrder, reach: Reach, then: BasketDraft['then']): string {
  const words = legs.map((leg) => legWords(leg, serverNow())).join(', then ');
  const names = reach.old || reach.unknownLegs.length > 0 ? '' : reachedNames(reach, then, account?.id);
  return names === '' ? `${words}.` : `${words}: ${names}.`;
}
