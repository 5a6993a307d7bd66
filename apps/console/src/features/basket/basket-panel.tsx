import { type Basket, type BasketBody, basketSchema, type Order } from '@copydesk/api-contract';
import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { Link } from 'wouter';
import { Button } from '../../components/ui/button.tsx';
import { PressOutcome } from '../../components/ui/press-outcome.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import { useSendQuestion } from '../../components/ui/use-send-question.ts';
import { wordsOf } from '../../lib/api-client.ts';
import type { Holdings } from '../../lib/holdings.ts';
import { basketPath } from '../../lib/page-paths.ts';
import { shortAccount } from '../../lib/words.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { announce } from '../../live/announcements.ts';
import { useGroups } from '../../live/groups-store.ts';
import { serverNow, useIsStale, useLink } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { usePreviews } from '../../live/use-previews.ts';
import {
  type BasketDraft,
  beginSending,
  draftGeneration,
  keepSent,
  type Leg,
  stopSending,
  useBasketDraft,
} from './basket-draft.ts';
import { BasketGoesTo } from './basket-goes-to.tsx';
import { BasketLegs } from './basket-legs.tsx';
import { type BasketOrder, basketNow, basketOrder, heldMark } from './basket-order.ts';
import { ShownBasket } from './basket-page.tsx';
import { effectWords, type Reach, reachedNames, reachOf } from './basket-reach.ts';
import { BasketTerms } from './basket-terms.tsx';
import { legsWords, legWords } from './basket-words.ts';

interface BasketPanelProps {
  readonly holdings: Holdings;
  /** The orders of the basket that was sent last, as the order book has them. */
  readonly booked: readonly Order[];
  readonly onPlaced: (basket: Basket) => void;
}

/** The basket in the ticket's place: its legs in the order in which they go, then "Send?", then how it stands. */
export function BasketPanel({ holdings, booked, onPlaced }: BasketPanelProps) {
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
  const sending = useBasketSending({ order, holdings, reach, button, onPlaced });
  const { press, question, closed } = sending;
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
      {draft.sentId === null ? null : order.legs.length === 0 ? (
        <section
          ref={sent}
          tabIndex={-1}
          aria-label="The basket that was sent"
          className="focus-visible:outline-offset-4"
        >
          <ShownBasket id={draft.sentId} booked={booked} />
        </section>
      ) : (
        <Link
          href={basketPath(draft.sentId)}
          className="inline-flex min-h-6 items-center text-table underline underline-offset-2"
        >
          The basket that was sent before
        </Link>
      )}
      {order.legs.length === 0 ? (
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
      {order.legs.length === 0 ? null : (
        <>
          <BasketTerms draft={draft} order={order} accounts={accounts} tried={sending.tried} />
          {reach.accounts.length === 0 ? (
            <p className="text-label text-muted">
              The server has not said what each leg becomes in each account. Its rules and limits are looked
              at when the leg goes.
            </p>
          ) : (
            <BasketGoesTo reach={reach} inLots={order.legs.map(({ leg }) => leg.instrument.lotSize > 1)} />
          )}
        </>
      )}
      <div className="mt-auto flex flex-col gap-2">
        <NotArmed order={order} />
        <PressOutcome state={press.state} shownPaths={shownPaths} onClear={press.clear} />
        {order.legs.length === 0 ? null : question.because !== null ? (
          <SendStep
            words={questionWords(order, reach, draft.then)}
            look="primary"
            onSend={sending.sendAsked}
            onBack={question.back}
          />
        ) : (
          <Button
            ref={button}
            type="submit"
            size="large"
            look="primary"
            aria-disabled={closed}
            className="w-full"
            onKeyDown={(event) => {
              if (event.repeat) event.preventDefault();
            }}
          >
            {press.state.kind === 'sending' ? 'Sending' : `Send ${effectWords(order.legs.length, reach)}`}
            <kbd className="font-sans text-label">Ctrl ⏎</kbd>
          </Button>
        )}
        {sending.stale && !order.exits ? (
          <p className="text-table text-warn">
            No connection to Copydesk: no entry is possible. Exits are tried at once.
          </p>
        ) : null}
      </div>
    </form>
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

interface Sending {
  readonly order: BasketOrder;
  readonly holdings: Holdings;
  readonly reach: Reach;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly onPlaced: (basket: Basket) => void;
}

/** From the button over "Send?" to the answer: one press, one basket, and only the one that was asked about. */
function useBasketSending({ order, holdings, reach, button, onPlaced }: Sending) {
  const stale = useIsStale();
  const press = usePress('basket', basketSchema);
  const [tried, setTried] = useState(false);
  const [sentMark, setSentMark] = useState<string | null>(null);
  const busy = press.state.kind === 'sending' || press.state.kind === 'unknown';
  const closed = busy || (stale && !order.exits);
  const question = useSendQuestion({ mark: order.mark, closed, said: reach.said }, button);
  /** Whether the page shows what is true at this moment, and it may be sent: it is drawn a moment after. */
  const stands = (): boolean => {
    const now = basketNow(holdings);
    return now.mark === order.mark && !busy && (now.exits || useLink.getState().state !== 'lost');
  };
  const taken = (basket: Basket, sent?: readonly Leg[]): void => {
    keepSent(basket.id, sent);
    setTried(false);
    onPlaced(basket);
  };
  const found = press.state.kind === 'done' ? press.state.answer : null;
  const { clear } = press;
  const isOver = press.state.kind === 'refused' || press.state.kind === 'never-arrived';
  const takenRef = useRef(taken);
  useEffect(() => {
    takenRef.current = taken;
  });
  // A press that was looked up, after a reload too, ends here.
  useEffect(() => {
    if (found === null) return;
    takenRef.current(found);
    clear();
  }, [found, clear]);
  // Nothing of it was placed, also where that was looked up: its legs may be changed again.
  useEffect(() => {
    if (isOver) stopSending();
  }, [isOver]);
  const send = async (body: BasketBody): Promise<void> => {
    const words = `Send ${effectWords(order.legs.length, reach)}`;
    setSentMark(order.mark);
    const sent = beginSending();
    const generation = draftGeneration();
    const end = await press.press({ route: 'POST /api/baskets', path: '/api/baskets', body, words });
    // Another person has the page now.
    if (draftGeneration() !== generation) return;
    // Also where the panel was closed meanwhile: legs that were sent do not stand there as if they were not.
    if (end?.kind === 'done') {
      taken(end.answer, sent);
      announce('polite', `A basket of ${legsWords(end.answer.legs.length)}: ${end.answer.status}.`);
    } else if (end?.kind !== 'unknown') stopSending();
    if (end?.kind === 'refused') announce('assertive', `Not placed. ${wordsOf(end.problem)}`);
  };
  return {
    press,
    question,
    closed,
    stale,
    tried,
    /** What was refused is what stands there. */
    isOfNow: sentMark !== null && sentMark === order.mark,
    ask: (event: FormEvent | KeyboardEvent): void => {
      event.preventDefault();
      setTried(true);
      if (order.body === undefined || !stands()) return;
      press.clear();
      // Several orders in several accounts: it is asked each time, whatever the person switched off for one order.
      question.ask('');
    },
    sendAsked: (): void => {
      question.back();
      if (order.body !== undefined && stands()) void send(order.body);
      else announce('assertive', 'Not sent: the basket or the connection is not what it was.');
    },
  } as const;
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
