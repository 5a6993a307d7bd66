import type { Account } from '@copydesk/api-contract';
import type { RefObject } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { NoEntry } from '../../components/ui/no-entry.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import { shortAccount } from '../../lib/words.ts';
import { Outcome } from './outcome.tsx';
import { SHOWN_PATHS } from './ticket-faults.ts';
import type { TicketOrder } from './ticket-order.ts';
import type { TicketReach } from './ticket-reach.ts';
import type { Ticket } from './ticket-store.ts';
import { questionWords, sideVerb } from './ticket-words.ts';
import type { useTicketSending } from './use-ticket-sending.ts';

interface TicketFootProps {
  readonly ticket: Ticket;
  readonly order: TicketOrder;
  readonly reach: TicketReach;
  readonly account: Account | undefined;
  readonly sending: ReturnType<typeof useTicketSending>;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly onSeeStops: (() => void) | undefined;
}

/** What became of the last press, and the button of the next one, or "Send?" in its place. */
export function TicketFoot(props: TicketFootProps) {
  const { ticket, order, reach, account, sending, button, onSeeStops } = props;
  const { press, question } = sending;
  const { group, copies } = order;
  const nothing = ticket.instrument === null;
  const look = ticket.side === 'BUY' ? 'buy' : 'sell';
  return (
    <div className="mt-auto flex flex-col gap-2">
      {group !== undefined && !group.armed && !copies && account !== undefined ? (
        <p className="text-table text-warn">
          Copying is off: {group.name} is not armed. Orders go to {shortAccount(account.address)} alone.
        </p>
      ) : null}
      <Outcome state={press.state} account={account} shownPaths={SHOWN_PATHS} onClear={press.clear} />
      {question.because !== null ? (
        <SendStep
          words={questionWords(question.because, ticket, order, reach)}
          look={look}
          onSend={sending.sendAsked}
          onBack={question.back}
        />
      ) : (
        <Button
          ref={button}
          type="submit"
          size="large"
          look={nothing || sending.killed ? 'plain' : look}
          aria-disabled={nothing || sending.closed}
          className="w-full"
          onKeyDown={(event) => {
            if (event.repeat) event.preventDefault();
          }}
        >
          {press.state.kind === 'sending'
            ? 'Sending'
            : nothing
              ? 'Choose an instrument'
              : `${sideVerb(ticket)} ${reach.effect}`.trim()}
          <kbd className="font-sans text-label">{nothing ? '/' : 'Ctrl ⏎'}</kbd>
        </Button>
      )}
      <NoEntry killed={sending.killed} cutOff={sending.cutOff} onSeeStops={onSeeStops} />
    </div>
  );
}
