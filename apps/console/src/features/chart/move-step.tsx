import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PressNotice } from '../../components/ui/press-notice.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import type { useLineMove } from './use-line-move.ts';

interface MoveStepProps {
  readonly move: ReturnType<typeof useLineMove>;
  /** Where the focus was before it was asked. */
  readonly onClosed: () => void;
}

/** "Send?" over the candles, and after it what became of the move. */
export function MoveStep({ move, onClosed }: MoveStepProps) {
  const { asked, state, said } = move;
  const asks = asked === null || asked.confirmed ? null : asked.move.asks;
  const isOver = said !== null || state.kind === 'refused' || state.kind === 'never-arrived';
  if (asks === null && !isOver && !move.isBusy) return null;
  return (
    <div className="absolute top-7 left-2 z-4 w-84 max-w-[calc(100%-16px)] bg-panel shadow-pop">
      {asks === null || asked === null ? null : (
        <SendStep
          key={`${asked.id}/${asked.price}/${asked.move.name}`}
          words={asks}
          look="primary"
          onSend={() => {
            move.send();
            onClosed();
          }}
          onBack={() => {
            move.back();
            onClosed();
          }}
        />
      )}
      {said === null ? null : <Notice tone="care">{said}</Notice>}
      <PressNotice state={state} did="the move" />
      {isOver && asks === null ? (
        <Button size="small" look="quiet" className="mt-1" onClick={move.close}>
          Close
        </Button>
      ) : null}
    </div>
  );
}
