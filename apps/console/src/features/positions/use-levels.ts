import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, wordsOf } from '../../lib/api-client.ts';
import {
  changesOf,
  draftOf,
  type LevelChanges,
  type LevelDraft,
  type LevelKind,
  type Levels,
} from '../../lib/levels.ts';
import { announce } from '../../live/announcements.ts';

interface LevelTarget {
  readonly levels: Levels;
  readonly kind: LevelKind;
  /** Whether a stop rests at the broker too; null where none can, or nobody knows. */
  readonly resting: boolean | null;
  /** What has to be asked first, in words; null for what only tightens. */
  readonly asksFirst: (changes: LevelChanges) => string | null;
  readonly put: (queries: QueryClient, changes: LevelChanges) => Promise<void>;
  /** `The protection of NIFTY 01 DEC 26000 CE`, for who does not see the cells. */
  readonly name: string;
  /** What an answer would be about besides the levels: who holds how much, and who leaves with it. Null: it is there no more. */
  readonly about: string | null;
  readonly onEnd: () => void;
  /** What was typed before it began. */
  readonly begun?: Partial<LevelDraft>;
}

interface Asking {
  readonly words: string;
  readonly changes: LevelChanges;
  /** What it was asked about. */
  readonly mark: string | null;
}

/** One edit of stop, target and trail: typed, asked about where it loosens a stop or begins a trail anew, sent, or what became of it. */
export function useLevels(target: LevelTarget) {
  const { levels, kind, resting, asksFirst, put, name, about, onEnd, begun } = target;
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Partial<LevelDraft> | null>(begun ?? null);
  const [wantsResting, setWantsResting] = useState<boolean | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [busy, setBusy] = useState(false);
  // What nobody typed in stays what it is, also while it is moved from elsewhere.
  const typed: LevelDraft = { ...draftOf(levels, kind), ...draft };
  const mark =
    about === null ? null : JSON.stringify([levels.stop, levels.target, levels.trail, resting, about]);
  // Left, reached, or set by somebody else: what was asked is about something that is no more.
  if (asking !== null && asking.mark !== mark) {
    setAsking(null);
    setFault(CHANGED);
  }

  const end = (): void => {
    setDraft(null);
    setWantsResting(null);
    setFault(null);
    setAsking(null);
    onEnd();
  };
  const send = async (changes: LevelChanges): Promise<void> => {
    setAsking(null);
    setBusy(true);
    try {
      await put(queries, changes);
      announce('polite', `${name} is saved.`);
      end();
    } catch (error) {
      const words = error instanceof ApiProblem ? wordsOf(error) : NO_ANSWER;
      setFault(words);
      announce('assertive', `Not saved. ${words}`);
    } finally {
      setBusy(false);
    }
  };
  const save = (): void => {
    const changed = changesOf(levels, typed, kind);
    if (typeof changed === 'string') return setFault(changed);
    const restsAnew = wantsResting !== null && wantsResting !== resting;
    const changes: LevelChanges = restsAnew ? { ...changed, resting: wantsResting } : changed;
    if (Object.keys(changes).length === 0) return end();
    setFault(null);
    const words = asksFirst(changes);
    if (words === null) void send(changes);
    else setAsking({ words, changes, mark });
  };
  return {
    typed,
    fault,
    busy,
    asking: asking?.words ?? null,
    /** Whether a stop is to rest at the broker too; null where that cannot be set. */
    resting: resting === null ? null : (wantsResting ?? resting),
    rest: (wanted: boolean): void => {
      setWantsResting(wanted);
      setAsking(null);
    },
    change: (part: Partial<LevelDraft>): void => {
      setDraft({ ...draft, ...part });
      setAsking(null);
    },
    save,
    end,
    confirm: (): void => {
      if (asking !== null) void send(asking.changes);
    },
    back: (): void => setAsking(null),
  } as const;
}

export type LevelEdit = ReturnType<typeof useLevels>;

const CHANGED = 'It changed meanwhile. Nothing was saved.';

/** Setting the same levels twice sets them once: it may be tried again. */
const NO_ANSWER =
  'No answer from Copydesk: whether it was saved is seen when it is back. Enter tries again, and saving twice does no harm.';
