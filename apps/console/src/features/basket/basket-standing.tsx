import { type Basket, basketSchema, type Order } from '@copydesk/api-contract';
import { useRef } from 'react';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { SideWord } from '../../components/side-word.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PressNotice } from '../../components/ui/press-notice.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import { StatusMark } from '../../components/ui/status-mark.tsx';
import { useSendQuestion } from '../../components/ui/use-send-question.ts';
import { nameOfId } from '../../lib/instrument-name.ts';
import { formatQuantity, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { orderPath } from '../../lib/page-paths.ts';
import { formatTime } from '../../lib/times.ts';
import { ORDER_TYPE_SHORT } from '../../lib/words.ts';
import { serverNow } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { type AccountAt, accountsAt, type LegAt } from './basket-accounts.ts';
import { accountState, basketStatus, incompleteWords, legState } from './basket-words.ts';

interface BasketStandingProps {
  readonly basket: Basket;
  /** Its orders in the order book: also those that take something of it out again. */
  readonly booked: readonly Order[];
  /** Shows the answer to a press before it is read again. */
  readonly onAnswer: (basket: Basket) => void;
}

/** How a basket stands: each leg in each account, who cannot complete and why, and how it is ended. */
export function BasketStanding({ basket, booked, onAnswer }: BasketStandingProps) {
  const accounts = accountsAt(basket, booked);
  const { mark, word } = basketStatus(basket);
  return (
    <div className="@container flex flex-col gap-2">
      <p className="figures flex flex-wrap items-center gap-x-3 text-table text-text-2">
        <StatusMark mark={mark} word={word} />
        <span className="whitespace-nowrap">placed {formatTime(basket.placedAt)}</span>
        <span className="whitespace-nowrap">
          {basket.status === 'running'
            ? `entered until ${formatTime(basket.completeBy)}`
            : `ended ${formatTime(basket.updatedAt)}`}
        </span>
      </p>
      <Legs basket={basket} />
      <Accounts basket={basket} accounts={accounts} />
      {accounts
        .filter(({ incomplete }) => incomplete !== undefined)
        .map((at) => (
          <Notice key={at.accountId} tone="care" action={<NextStep basket={basket} at={at} />}>
            {incompleteWords(at, placeOf(basket, at))}
          </Notice>
        ))}
      {basket.status === 'running' ? <End basket={basket} accounts={accounts} onAnswer={onAnswer} /> : null}
    </div>
  );
}

/** To the order that failed in the account: there it is told why, and a child's that is over is tried again or left. */
function NextStep({ basket, at }: { readonly basket: Basket; readonly at: AccountAt }) {
  const orderId = basket.legs.find(({ place }) => place === at.incomplete?.leg)?.orderId ?? null;
  if (orderId === null) return null;
  const decided = at.accountId !== basket.accountId && at.state !== 'undoing';
  return (
    <Link
      href={`${orderPath(orderId)}?account=${encodeURIComponent(at.accountId)}`}
      className="inline-flex min-h-6 shrink-0 items-center underline underline-offset-2"
    >
      {decided ? 'Retry or leave' : 'Why'}
    </Link>
  );
}

/** Where the leg stands that the account failed at, from 1. */
function placeOf({ legs }: Basket, { incomplete }: AccountAt): number | null {
  const at = legs.findIndex(({ place }) => place === incomplete?.leg);
  return at === -1 ? null : at + 1;
}

function Legs({ basket }: { readonly basket: Basket }) {
  return (
    <ol aria-label="Legs, in the order in which they go" className="figures text-table">
      {basket.legs.map((leg, index) => {
        const name = nameOfId(leg.instrumentId, leg.symbolName, serverNow());
        return (
          <li key={leg.place} className="flex min-h-6 items-center gap-1.5">
            <span className="w-4 text-right text-muted">{index + 1}</span>
            <SideWord side={leg.side} />
            {leg.orderId === null ? (
              <span>{name}</span>
            ) : (
              <Link
                href={orderPath(leg.orderId)}
                className="inline-flex min-h-6 items-center underline underline-offset-2"
              >
                {name}
              </Link>
            )}
            <span className="text-text-2">{ORDER_TYPE_SHORT[leg.orderType]}</span>
          </li>
        );
      })}
    </ol>
  );
}

interface AccountsProps {
  readonly basket: Basket;
  readonly accounts: readonly AccountAt[];
}

function Accounts({ basket, accounts }: AccountsProps) {
  return (
    // Many legs have no room in the side panel: the table moves, the page does not.
    <section
      aria-label="Each leg in each account"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what moves sideways must be reached by a keyboard
      tabIndex={0}
      className="overflow-x-auto"
    >
      <table className="w-full text-table @min-[560px]:w-auto">
        <thead className="text-label text-muted">
          <tr>
            <th scope="col" className="pr-2 text-left font-medium">
              Account
            </th>
            {basket.legs.map((leg, index) => (
              <th
                key={leg.place}
                scope="col"
                className="px-1 text-right font-medium whitespace-nowrap @min-[560px]:pr-6"
              >
                <span className="sr-only">Leg </span>
                {index + 1} {leg.side}
              </th>
            ))}
            <th scope="col" className="pl-1 text-left font-medium">
              State
            </th>
          </tr>
        </thead>
        <tbody className="figures">
          {accounts.map((at) => (
            <tr key={at.accountId} className="h-6">
              <th scope="row" className="pr-2 text-left font-normal whitespace-nowrap @min-[560px]:pr-6">
                <AccountName
                  accountId={at.accountId}
                  address={at.account}
                  child={at.accountId !== basket.accountId}
                />
              </th>
              {at.legs.map((leg, index) => (
                <td
                  key={basket.legs[index]?.place}
                  className="px-1 text-right whitespace-nowrap @min-[560px]:pr-6"
                >
                  <LegCell leg={leg} orderType={basket.legs[index]?.orderType ?? 'MARKET'} />
                </td>
              ))}
              <td className="pl-1 whitespace-nowrap">
                <span className="flex items-center">
                  <StatusMark {...accountState(at.state)} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface LegCellProps {
  readonly leg: LegAt;
  readonly orderType: Order['orderType'];
}

/** `65/65` with its icon; the word of the state where there is room. */
function LegCell({ leg, orderType }: LegCellProps) {
  const { mark, word } = legState(leg.status, orderType);
  const filled = leg.status === 'uncertain' ? '?' : formatQuantity(leg.filledQuantity);
  const figures = leg.quantity === 0 ? NOT_APPLICABLE : `${filled}/${formatQuantity(leg.quantity)}`;
  const taken = leg.taken === 0 ? '' : ` ${formatQuantity(leg.taken)} taken out`;
  return (
    <span title={[word, ...leg.brokerOrderIds].join(', ')} className="inline-flex items-center gap-1">
      <StatusMark mark={mark} word={figures} />
      <span className="sr-only text-text-2 @min-[560px]:not-sr-only">
        {' '}
        {word}
        {taken}
      </span>
    </span>
  );
}

interface EndProps {
  readonly basket: Basket;
  readonly accounts: readonly AccountAt[];
  readonly onAnswer: (basket: Basket) => void;
}

/** Ends it before it is complete, asked first: it may send orders in several accounts. Taken back when it stands otherwise. */
function End({ basket, accounts, onAnswer }: EndProps) {
  const { state, press, clear } = usePress(`basket.end.${basket.id}`, basketSchema);
  const button = useRef<HTMLButtonElement>(null);
  const busy = state.kind === 'sending' || state.kind === 'unknown';
  const question = useSendQuestion({ mark: standingMark(accounts), closed: busy }, button);
  const end = async (): Promise<void> => {
    question.back();
    clear();
    const done = await press({
      route: 'DELETE /api/baskets/:id',
      path: `/api/baskets/${encodeURIComponent(basket.id)}`,
      words: 'End the basket',
    });
    if (done?.kind === 'done') onAnswer(done.answer);
  };
  return (
    <div className="flex flex-col gap-2">
      <PressNotice state={state} did="the end of the basket" />
      {question.because !== null ? (
        <SendStep
          words={endWords(basket, accounts)}
          verb="End basket"
          look="danger"
          onSend={() => void end()}
          onBack={question.back}
        />
      ) : (
        <Button
          ref={button}
          look="danger"
          className="self-start"
          aria-disabled={busy}
          onClick={() => {
            if (!busy) question.ask('');
          }}
        >
          Cancel basket
        </Button>
      )}
    </div>
  );
}

/** How the accounts stand, as text: what was asked about is compared by it. */
function standingMark(accounts: readonly AccountAt[]): string {
  return JSON.stringify(
    accounts.map(({ accountId, state, legs }) => [
      accountId,
      state,
      legs.map(({ status, filledQuantity, taken }) => [status, filledQuantity, taken]),
    ]),
  );
}

/** What follows where it is ended now. */
function endWords({ onIncomplete }: Basket, accounts: readonly AccountAt[]): string {
  const complete = accounts.filter(({ state }) => state === 'complete').length;
  const then =
    onIncomplete === 'leave'
      ? 'what an account has of it stays'
      : onIncomplete === 'flatten'
        ? 'what an account has of it is taken out again'
        : 'what an account has of it is taken out again, unless its link says to leave it';
  const done = complete === 0 ? '' : ' Accounts that are complete stay so.';
  return `No leg is entered any more, and ${then}.${done}`;
}
