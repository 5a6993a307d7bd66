import type { Account, Protection } from '@copydesk/api-contract';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { CellField, cellKeys } from '../../components/ui/cell-field.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import { type LevelField, type LevelStep, stepped } from '../../lib/levels.ts';
import { formatMoney, type Money, minus, money } from '../../lib/numbers.ts';
import { usePnl } from '../../live/pnl-store.ts';
import { PnlFigure } from './live-cells.tsx';
import { sourcesWords } from './price-source-words.ts';
import { profitSaid } from './profit-words.ts';
import { profitProtection, useProtections } from './protections-api.ts';
import type { LevelEdit } from './use-levels.ts';
import { PROFIT, useProfitLevels } from './use-profit-levels.ts';
import { useWatched, type Watched } from './watched.ts';

const FIELDS: readonly LevelField[] = ['stop', 'target', 'trail'];
const NAMES: Readonly<Record<LevelField, string>> = { stop: 'Day stop', target: 'Target', trail: 'Trail' };
/** Five hundred rupees from nothing; a trail is an amount, whatever the day makes. */
const STEP: LevelStep = { kind: PROFIT, unit: 5_000_000 as Money, from: 0 as Money };
const STEPS: Readonly<Record<LevelField, LevelStep>> = {
  stop: STEP,
  target: STEP,
  trail: { ...STEP, kind: { ...PROFIT, of: 'price' } },
};
const HOW =
  '↑ ↓ step ₹500, Shift ₹5,000; Enter saves, Esc leaves it as it is. A stop at a loss of 25,000 is −25,000.';

interface MtmBarProps {
  readonly title: ReactNode;
  /** What stands at the end of the bar. */
  readonly end: ReactNode;
}

/** What the family, or one account of it, makes today, and the levels at which everything of it is left. */
export function MtmBar({ title, end }: MtmBarProps) {
  const all = useWatched();
  const [chosen, setChosen] = useState<string | null>(null);
  const watched = all.find(({ id }) => id === chosen) ?? all[0];
  const protections = useProtections();
  const picker = (
    <select
      aria-label="Profit of the day of"
      value={watched?.id}
      onChange={(event) => setChosen(event.target.value)}
      className="h-7 max-w-40 truncate rounded-box border border-edge bg-panel px-1 text-control text-text phone:min-w-44 phone:max-w-none phone:grow phone:pr-6"
    >
      {all.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
  return watched === undefined ? (
    <Row>
      {title}
      <span className="ml-auto">{end}</span>
    </Row>
  ) : (
    <Day
      key={watched.id}
      watched={watched}
      read={protections !== undefined}
      protection={profitProtection(protections ?? [], watched)}
      start={
        <>
          {title}
          {picker}
        </>
      }
      end={end}
    />
  );
}

function Row({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex min-h-10 shrink-0 items-center gap-4 border-b border-line px-3 phone:flex-wrap phone:gap-x-3 phone:gap-y-1 phone:py-1">
      {children}
    </div>
  );
}

interface DayProps {
  readonly watched: Watched;
  /** What is protected was read. */
  readonly read: boolean;
  readonly protection: Protection | undefined;
  readonly start: ReactNode;
  readonly end: ReactNode;
}

function Day({ watched, read, protection, start, end }: DayProps) {
  const { figure, old, uncounted } = useDayProfit(watched.accounts);
  const [editing, setEditing] = useState<LevelField | null>(null);
  const bar = useRef<HTMLDivElement>(null);
  const edit = useProfitLevels(watched, protection, figure, () => {
    // What was edited is a button again: it keeps the focus.
    requestAnimationFrame(() => bar.current?.querySelector<HTMLElement>(`[data-level=${editing}]`)?.focus());
    setEditing(null);
  });
  const said = profitSaid(watched.name, protection);
  const sources = sourcesWords(protection);
  return (
    <div ref={bar} className="contents">
      <Row>
        {start}
        <span className="figures inline-flex items-center gap-1.5 text-control whitespace-nowrap">
          <span className="text-table text-muted">MTM ₹</span>
          <span className="font-semibold">
            <PnlFigure value={figure} old={old} />
          </span>
          {uncounted === 0 ? null : (
            <span className="text-table text-warn">{uncounted} not counted: no price</span>
          )}
        </span>
        <div className="contents phone:order-last phone:flex phone:w-full phone:gap-3 phone:pb-1">
          {FIELDS.map((field) => (
            <Level
              key={field}
              field={field}
              edit={edit}
              read={read}
              away={awayOf(field, protection, figure)}
              editing={editing}
              onEdit={setEditing}
            />
          ))}
        </div>
        <span className="ml-auto">{end}</span>
      </Row>
      {edit.asking === null ? null : (
        <div className="shrink-0 border-b border-line px-3 py-2">
          <div className="w-130 max-w-full">
            <SendStep
              words={edit.asking}
              look="primary"
              verb="Save"
              onSend={edit.confirm}
              onBack={edit.back}
            />
          </div>
        </div>
      )}
      {edit.fault !== null ? (
        <Note tone="text-loss" role="alert">
          {edit.fault}
        </Note>
      ) : editing !== null ? (
        <Note tone="text-text-2">{sources === null ? HOW : `Watched by ${sources}. ${HOW}`}</Note>
      ) : said === null ? null : (
        <Note tone="text-warn" role="status">
          {said}
        </Note>
      )}
    </div>
  );
}

interface NoteProps {
  readonly tone: string;
  readonly role?: 'alert' | 'status';
  readonly children: ReactNode;
}

function Note({ tone, role, children }: NoteProps) {
  return (
    <p role={role} className={`shrink-0 border-b border-line px-3 py-1 text-table ${tone}`}>
      {children}
    </p>
  );
}

interface LevelProps {
  readonly field: LevelField;
  readonly edit: LevelEdit;
  /** Until then nobody knows what is set, and nothing is changed. */
  readonly read: boolean;
  /** How far it is to it, in rupees; null without it. */
  readonly away: Money | null;
  readonly editing: LevelField | null;
  readonly onEdit: (field: LevelField) => void;
}

/** One level of the day's profit: shown, or typed in its place. */
function Level({ field, edit, read, away, editing, onEdit }: LevelProps) {
  const { typed, busy, asking, change } = edit;
  const name = NAMES[field];
  const input = useRef<HTMLInputElement>(null);
  const isFirst = editing === field && asking === null;
  useLayoutEffect(() => {
    if (!isFirst) return;
    input.current?.focus();
    input.current?.select();
  }, [isFirst]);
  return (
    <span className="inline-flex items-center gap-1.5 text-table whitespace-nowrap phone:flex phone:min-w-0 phone:flex-1 phone:flex-col phone:items-stretch phone:gap-0.5">
      <span className="text-muted">{name}</span>
      {!read ? (
        <span data-level={field} className="text-unknown">
          not read
        </span>
      ) : editing === null ? (
        <button
          type="button"
          data-level={field}
          aria-label={`${name}: ${typed[field] === '' ? 'off' : typed[field]}. Change`}
          onClick={() => onEdit(field)}
          className="figures inline-flex h-6 min-w-16 items-center justify-end rounded-box border border-edge bg-panel px-1.5 hover:bg-hover"
        >
          {typed[field] === '' ? <span className="text-muted">off</span> : typed[field]}
        </button>
      ) : (
        <span className="w-26 phone:w-full">
          <CellField
            ref={input}
            label={`${name} ₹`}
            placeholder="off"
            value={typed[field]}
            disabled={busy || asking !== null}
            onChange={(value) => change({ [field]: value })}
            onKeyDown={cellKeys({
              onStep: (steps) => change({ [field]: stepped(typed[field], steps, STEPS[field]) }),
              onEnter: () => (busy ? undefined : edit.save()),
              onEscape: () => (busy ? undefined : edit.end()),
            })}
          />
        </span>
      )}
      {away === null ? null : <span className="figures text-text-2">{formatMoney(away)} away</span>}
    </span>
  );
}

function awayOf(field: LevelField, protection: Protection | undefined, figure: Money | null): Money | null {
  if (protection === undefined || protection.triggered !== null || figure === null) return null;
  const { stopNow, target } = protection;
  if (field === 'stop') return stopNow === null ? null : minus(figure, money(stopNow));
  return field === 'target' && target !== null ? minus(money(target), figure) : null;
}

/** What these accounts make today, as the server counts it; null until it has told. */
function useDayProfit(accounts: readonly Account[]) {
  const told = usePnl((state) => state.accounts);
  const known = accounts.flatMap(({ id }) => told[id] ?? []);
  const uncounted = known.reduce((sum, account) => sum + account.uncounted, 0);
  const old = known.some(({ stale }) => stale);
  if (known.length < accounts.length || known.some(({ dayPnl }) => dayPnl === null))
    return { figure: null, old, uncounted };
  const figure = known.reduce((sum, { dayPnl }) => sum + money(dayPnl ?? 0), 0) as Money;
  return { figure, old, uncounted };
}
