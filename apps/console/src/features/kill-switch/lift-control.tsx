import { Button } from '../../components/ui/button.tsx';
import { PressNotice } from '../../components/ui/press-notice.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import type { useLift } from './use-lift.ts';

interface LiftProps {
  readonly lift: ReturnType<typeof useLift>;
}

/** Opens the question whether the switch is lifted. */
export function LiftButton({ lift }: LiftProps) {
  const sending = lift.state.kind === 'sending';
  return (
    <Button size="small" disabled={sending} onClick={lift.ask}>
      {sending ? 'Sending' : 'Lift'}
    </Button>
  );
}

/** The question, and what became of the last answer. */
export function LiftStep({ lift }: LiftProps) {
  return (
    <>
      {lift.asking ? (
        <SendStep
          words={`Lift the kill switch, ${lift.words}. Entries pass again; nothing that was cancelled comes back.`}
          look="primary"
          verb="Lift"
          onSend={lift.send}
          onBack={lift.back}
        />
      ) : null}
      {lift.state.kind === 'sending' ? null : <PressNotice state={lift.state} did="the lift" />}
    </>
  );
}
