import { wordsOf } from '../../lib/api-client.ts';
import type { PressState } from '../../live/use-press.ts';
import { Notice } from './notice.tsx';

interface PressNoticeProps {
  readonly state: PressState<unknown>;
  /** What was pressed, as a subject: `the exit`, `the switch`. */
  readonly did: string;
}

/** How a press stands while it has no answer, and why it had none. A press that is done speaks for itself elsewhere. */
export function PressNotice({ state, did }: PressNoticeProps) {
  switch (state.kind) {
    case 'refused':
      return <Notice tone="bad">{wordsOf(state.problem)}</Notice>;
    case 'never-arrived':
      return <Notice tone="bad">Not sent, no connection. Nothing changed.</Notice>;
    case 'unknown':
      return (
        <Notice tone="unknown">
          No connection: from here we cannot tell whether {did} arrived. It is looked up as soon as Copydesk
          answers. Your broker's app works without it.
        </Notice>
      );
    case 'sending':
      return <Notice tone="info">Sending</Notice>;
    default:
      return null;
  }
}
