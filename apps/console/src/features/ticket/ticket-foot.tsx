import type { Account } from '@copydesk/api-contract';
import type { RefObject } from 'react';
import { Button } from '../../components/ui/button.tsx';
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
}

/** What became of the last press, and the button of the next one, or "Send?" in its place. */
export function TicketFoot({ ticket, order, reach, account, sending, button }: TicketFootProps) {
  const { press, question } = sending;
  const { group, copies } = order;
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
          look={look}
          aria-disabled={sending.closed}
          className="w-full"
          onKeyDown={(event) => {
            if (event.repeat) event.preventDefault();
          }}
        >
          {press.state.kind === 'sending' ? 'Sending' : `${sideVerb(ticket)} ${reach.effect}`.trim()}
          <kbd className="font-sans text-label">Ctrl ⏎</kbd>
        </Button>
      )}
      {sending.cutOff ? (
        <p className="text-table text-warn">
          No connection to Copydesk: no entry is possible. Exits are tried at once.
        </p>
      ) : null}
    </div>
  );
}
