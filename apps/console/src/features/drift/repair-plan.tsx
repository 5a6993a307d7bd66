import { type Divergence, ordersSchema, type RepairPlan } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PressNotice } from '../../components/ui/press-notice.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import { ApiProblem, wordsOf } from '../../lib/api-client.ts';
import { nameOfId } from '../../lib/instrument-name.ts';
import { formatPrice, formatQuantity, formatSignedQuantity } from '../../lib/numbers.ts';
import { formatTime } from '../../lib/times.ts';
import { ORDER_TYPE_SHORT, productWord, shortAccount } from '../../lib/words.ts';
import { useAccount, useIsLoggedIn } from '../../live/accounts-store.ts';
import { announce } from '../../live/announcements.ts';
import { useClockShift } from '../../live/conditions.ts';
import { serverNow } from '../../live/link-store.ts';
import { usePress } from '../../live/use-press.ts';
import { useServerClock } from '../../live/use-server-clock.ts';
import { pathOfDivergence, usePlan } from './drift-api.ts';
import { StepFunds } from './step-funds.tsx';

const SECOND_MS = 1000;

interface RepairPlanPartProps {
  readonly divergence: Divergence;
  readonly onSent: () => void;
}

/** The plan, read dry; it is carried out only against the books that it was made from. */
export function RepairPlanPart({ divergence, onSent }: RepairPlanPartProps) {
  const plan = usePlan(divergence.id);
  const repair = usePress(`repair.${divergence.id}`, ordersSchema);
  const [moved, setMoved] = useState(false);
  const [readAtMs, setReadAtMs] = useState(0);
  const [asking, setAsking] = useState(false);
  const { mutate } = plan;

  const read = (): void => {
    setAsking(false);
    mutate(undefined, { onSuccess: () => setReadAtMs(serverNow()) });
  };
  // Another figure of the same difference is another plan: the one in view would be refused.
  const figures = `${divergence.actual} ${divergence.expected}`;
  const planned = useRef<string | null>(null);
  useEffect(() => {
    if (planned.current === figures) return;
    if (planned.current !== null) setMoved(true);
    planned.current = figures;
    setAsking(false);
    mutate(undefined, { onSuccess: () => setReadAtMs(serverNow()) });
  }, [figures, mutate]);

  const send = async (made: RepairPlan): Promise<void> => {
    setAsking(false);
    repair.clear();
    const end = await repair.press({
      route: 'POST /api/divergences/:id/resync',
      path: pathOfDivergence(divergence.id, 'resync'),
      body: { planId: made.planId },
      words: `Repair ${divergence.symbolName} in ${shortAccount(divergence.account)}`,
    });
    if (end?.kind === 'done') {
      announce('polite', `Repair sent, ${end.answer.items.length} orders.`);
      onSent();
    } else if (end?.kind === 'refused' && end.problem.problem.code === 'plan-outdated') {
      setMoved(true);
      repair.clear();
      read();
    } else if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
  };

  const busy = repair.state.kind === 'sending' || repair.state.kind === 'unknown';
  const loggedIn = useIsLoggedIn(divergence.accountId);
  const who = shortAccount(divergence.account);
  const shift = useClockShift(useAccount(divergence.accountId)?.environment);
  return (
    <section aria-label="Plan" className="flex flex-col gap-3 border-t border-line pt-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="text-ticket font-semibold">Match the rule</h2>
        {plan.data === undefined ? null : <Validity plan={plan.data} readAtMs={readAtMs + shift} />}
        <Button size="small" disabled={plan.isPending || busy} onClick={read}>
          Read again
        </Button>
      </div>
      {moved ? (
        <Notice tone="care">
          Something changed while you read. This is the new plan. Nothing was applied.
        </Notice>
      ) : null}
      {plan.error === null ? null : <NoPlan error={plan.error} account={who} />}
      {plan.data === undefined || plan.error !== null ? null : (
        <Steps divergence={divergence} plan={plan.data} />
      )}
      {plan.data === undefined || plan.error !== null || plan.data.steps.length === 0 ? null : asking ? (
        <AskedPlan
          plan={plan.data}
          loggedIn={loggedIn === true}
          words={`${stepsWords(plan.data)} in ${who}.`}
          onSend={() => void send(plan.data)}
          onBack={() => setAsking(false)}
        />
      ) : (
        <RepairButton
          plan={plan.data}
          account={who}
          busy={busy || plan.isPending || loggedIn !== true}
          onPress={() => setAsking(true)}
        />
      )}
      {loggedIn === true ? null : (
        <p className={clsx('text-table', loggedIn === undefined ? 'text-unknown' : 'text-warn')}>
          {loggedIn === undefined
            ? `Whether ${who} is logged in is not known yet: nothing is sent before.`
            : `${who} is not logged in: nothing can be sent.`}
        </p>
      )}
      <PressNotice state={repair.state} did="the repair" />
    </section>
  );
}

interface AskedPlanProps {
  readonly plan: RepairPlan;
  readonly loggedIn: boolean;
  readonly words: string;
  readonly onSend: () => void;
  readonly onBack: () => void;
}

/** "Send?"; taken back when the plan has become too old, or the account's login ends. */
function AskedPlan({ plan, loggedIn, words, onSend, onBack }: AskedPlanProps) {
  const isOver = Date.parse(plan.expiresAt) <= useServerClock(SECOND_MS) || !loggedIn;
  useEffect(() => {
    if (isOver) onBack();
  }, [isOver, onBack]);
  if (isOver) return null;
  const look = plan.steps[0]?.side === 'SELL' ? 'sell' : 'buy';
  return <SendStep words={words} look={look} onSend={onSend} onBack={onBack} />;
}

/** When it was made, and how long it may still be carried out. */
function Validity({ plan, readAtMs }: { readonly plan: RepairPlan; readonly readAtMs: number }) {
  const left = Math.ceil((Date.parse(plan.expiresAt) - useServerClock(SECOND_MS)) / SECOND_MS);
  return (
    <span className="figures text-table text-text-2">
      from the books of {formatTime(readAtMs)},{' '}
      {left > 0 ? `good for ${left} s` : <b className="font-medium text-warn">too old to be sent</b>}
    </span>
  );
}

function RepairButton({
  plan,
  account,
  busy,
  onPress,
}: {
  readonly plan: RepairPlan;
  readonly account: string;
  readonly busy: boolean;
  readonly onPress: () => void;
}) {
  const expired = Date.parse(plan.expiresAt) <= useServerClock(SECOND_MS);
  return (
    <div>
      <Button
        look={plan.steps[0]?.side === 'SELL' ? 'sell' : 'buy'}
        disabled={busy || expired}
        onClick={onPress}
      >
        {stepsWords(plan)} in {account}
      </Button>
    </div>
  );
}

function Steps({ divergence, plan }: { readonly divergence: Divergence; readonly plan: RepairPlan }) {
  const name = nameOfId(divergence.instrumentId, divergence.symbolName, serverNow());
  const who = shortAccount(divergence.account);
  const kind = /:(?:FUT|CE|PE)$/.test(divergence.instrumentId) ? 'OPT' : 'EQ';
  const withheld =
    plan.withheld === null ? null : (
      <p className="text-control text-warn">
        What {who} is short of is not entered: {plan.withheld.text}
      </p>
    );
  if (plan.steps.length === 0)
    return (
      withheld ?? (
        <p className="text-control text-text-2">
          Nothing to send: what is on its way already brings {who} to its rule.
        </p>
      )
    );
  return (
    <>
      {withheld}
      <ol className="flex flex-col gap-1 text-control">
        {plan.steps.map((step, index) => (
          <li
            // oxlint-disable-next-line react/no-array-index-key -- a step has no other name than its place in the plan
            key={index}
          >
            <div className="figures flex flex-wrap gap-x-4">
              <span className="text-muted">{index + 1}</span>
              <b className={step.side === 'BUY' ? 'font-semibold text-buy' : 'font-semibold text-sell'}>
                {step.side}
              </b>
              <span>{who}</span>
              <span>{formatQuantity(step.quantity)}</span>
              <span>{name}</span>
              <span>
                {ORDER_TYPE_SHORT[step.orderType]}
                {step.price === null ? '' : ` ${formatPrice(step.price)}`}{' '}
                {productWord(divergence.product, kind)}
              </span>
              <span className="text-text-2">
                {step.part === 'entry' ? 'an entry: every limit of the link applies' : 'an exit'}
              </span>
            </div>
            {step.part === 'entry' ? <StepFunds divergence={divergence} step={step} /> : null}
          </li>
        ))}
      </ol>
      <p className="figures text-control">
        After: {who} {formatSignedQuantity(plan.after)}, drift{' '}
        {formatSignedQuantity(plan.after - divergence.expected)}. The other accounts are unchanged.
      </p>
    </>
  );
}

/** An order of the child without a known outcome: first that, then a plan. */
function NoPlan({ error, account }: { readonly error: Error; readonly account: string }) {
  const waits = error instanceof ApiProblem && error.problem.code === 'repair-under-way';
  return (
    <Notice tone={waits ? 'unknown' : 'bad'}>
      {waits
        ? `First we must know what happened to the order of ${account} that is still under way. Then read again.`
        : wordsOf(error)}
    </Notice>
  );
}

/** `Buy 65`, or `Sell 130, buy 65`. */
function stepsWords({ steps }: RepairPlan): string {
  const words = steps.map(
    ({ side, quantity }) => `${side === 'BUY' ? 'buy' : 'sell'} ${formatQuantity(quantity)}`,
  );
  const text = words.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
