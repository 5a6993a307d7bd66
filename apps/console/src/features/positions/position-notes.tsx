import type { ChildPosition, Group, Position, Protection } from '@copydesk/api-contract';
import { OctagonX, TriangleAlert } from 'lucide-react';
import { SendStep } from '../../components/ui/send-step.tsx';
import { NoteRow } from '../../components/ui/table.tsx';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { useAccount } from '../../live/accounts-store.ts';
import { sourcesWords } from './price-source-words.ts';
import { protectionSaid, type Said } from './protection-words.ts';
import { RestingField } from './resting-field.tsx';
import type { LevelEdit } from './use-levels.ts';
import { followersOf } from './use-protect.ts';

interface PositionNotesProps {
  readonly position: Position | ChildPosition;
  readonly protection: Protection | undefined;
  readonly refused: string | null;
  readonly group: Group | undefined;
  readonly span: number;
  /** Its account is logged out, and nothing else in the row says so. */
  readonly loggedOut: boolean;
  /** Null while its levels are only shown. */
  readonly edit: LevelEdit | null;
  readonly onExit: () => void;
}

const TONE = {
  info: { look: 'text-text-2', Icon: null },
  care: { look: 'text-warn', Icon: TriangleAlert },
  bad: { look: 'text-loss', Icon: OctagonX },
} as const;

/** What stands under a position: what its protection does, and what an edit of it means. */
export function PositionNotes(props: PositionNotesProps) {
  const { position, protection, edit, span } = props;
  const broker = useAccount(position.accountId)?.broker;
  const said = protectionSaid(position, protection, props.refused, broker);
  return (
    <>
      {props.loggedOut ? (
        <NoteRow span={span} indent={1}>
          <NoteWords said={loggedOutSaid(position)} />
        </NoteRow>
      ) : null}
      {said === null ? null : (
        <NoteRow span={span} indent={1}>
          <NoteWords said={said} />
          {said.offersExit ? (
            <button
              type="button"
              onClick={props.onExit}
              className="ml-2 inline-flex h-6 items-center rounded-box border border-edge bg-raised px-2 text-text hover:bg-hover"
            >
              Exit now
            </button>
          ) : null}
        </NoteRow>
      )}
      {edit === null ? null : (
        <NoteRow span={span} indent={1} bad={edit.fault !== null}>
          {edit.asking === null ? (
            <span className="flex flex-wrap items-center justify-end gap-x-4">
              <RestingField edit={edit} />
              <span role={edit.fault === null ? undefined : 'alert'}>
                {edit.fault ??
                  (edit.busy ? 'Sending the levels.' : editWords(position, props.group, protection))}
              </span>
            </span>
          ) : (
            <span className="ml-auto block w-120 max-w-full">
              <SendStep
                words={edit.asking}
                look="primary"
                verb="Save"
                onSend={edit.confirm}
                onBack={edit.back}
              />
            </span>
          )}
        </NoteRow>
      )}
    </>
  );
}

function loggedOutSaid({ account }: Position | ChildPosition): Said {
  return {
    words: `${shortAccount(account)} is not logged in: this is as it was last read. Its entries and exits cannot be sent; the others go on.`,
    tone: 'care',
    offersExit: false,
  };
}

/** The words, and where they are more than a word, a sign: a hue alone would not say it. */
function NoteWords({ said }: { readonly said: Said }) {
  const { look, Icon } = TONE[said.tone];
  return (
    <span role="status" className={look}>
      {Icon === null ? null : <Icon aria-hidden size={12} className="mr-1 inline align-[-2px]" />}
      {said.words}
    </span>
  );
}

/** Who leaves by it, since when it watches, and the keys. */
function editWords(
  position: Position | ChildPosition,
  group: Group | undefined,
  protection: Protection | undefined,
): string {
  const followers = followersOf(position, group).map(({ account }) => shortAccount(account));
  const who = [shortAccount(position.account), ...followers].join(', ');
  const sources = sourcesWords(protection);
  const by = sources === null ? '' : `, watched by ${sources}`;
  // What sees no price, or nothing that it is of, is set and not armed.
  const stands = protection?.state === 'watching' ? 'Armed since' : 'Set at';
  const armed = protection === undefined ? '' : `${stands} ${formatTime(protection.since)}${by}. `;
  return `${armed}Takes out ${who}. ↑ ↓ step, Shift ten; Enter saves, Esc leaves it as it is.`;
}
