import type { ChildPosition, Position } from '@copydesk/api-contract';
import { CornerDownRight, TrendingUp } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { CellField, cellKeys } from '../../components/ui/cell-field.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { type LevelField, type LevelKind, stepped, trailText } from '../../lib/levels.ts';
import {
  formatMoney,
  formatQuantity,
  type Money,
  money,
  NOT_APPLICABLE,
  parseMoney,
  times,
} from '../../lib/numbers.ts';
import { useTabStop } from '../../live/own-keys.ts';
import { usePreferences } from '../../live/preferences.ts';
import type { LevelEdit } from './use-levels.ts';

const FIELDS: readonly LevelField[] = ['stop', 'target', 'trail'];
export const LEVEL_NAME: Readonly<Record<LevelField, string>> = {
  stop: 'Stop',
  target: 'Target',
  trail: 'Trail',
};
/** Where nobody knows the tick of an instrument. */
const USUAL_TICK = 0.05;

interface LevelFieldsProps {
  readonly edit: LevelEdit;
  readonly kind: LevelKind;
  readonly position: ChildPosition;
  /** The price from which a level that is off begins to step. */
  readonly last: Money | null;
  readonly first: LevelField;
}

/** Stop, target and trail while they are edited. */
export function LevelFields({ edit, kind, position, last, first }: LevelFieldsProps) {
  const { typed, change, busy, asking } = edit;
  const perStep = usePreferences((state) => state.values.stopTicks) ?? 1;
  const tick = times(parseMoney(position.tickSize ?? USUAL_TICK) ?? (500 as Money), perStep);
  const focused = useRef<HTMLInputElement>(null);
  const isAsking = asking !== null;
  useLayoutEffect(() => {
    if (isAsking) return;
    focused.current?.focus();
    focused.current?.select();
  }, [isAsking]);
  return FIELDS.map((field) => (
    <Cell key={field} figure className="px-0.5!">
      <CellField
        ref={field === first ? focused : undefined}
        label={field === 'trail' ? 'Trail: a distance, or a share such as 2%' : `${LEVEL_NAME[field]} ₹`}
        placeholder="off"
        value={typed[field]}
        disabled={busy || isAsking}
        onChange={(value) => change({ [field]: value })}
        onKeyDown={cellKeys({
          onStep: (steps) => {
            const from = field === 'trail' ? (0 as Money) : (last ?? (0 as Money));
            if (!busy) change({ [field]: stepped(typed[field], steps, { kind, unit: tick, from }) });
          },
          onEnter: () => (busy ? undefined : edit.save()),
          onEscape: () => (busy ? undefined : edit.end()),
        })}
      />
    </Cell>
  ));
}

interface LevelFiguresProps {
  readonly position: Position | ChildPosition;
  readonly kind: LevelKind;
  readonly name: string;
  /** Of a child that leaves with its master: which of the levels it leaves by. */
  readonly inherited: ReadonlySet<LevelField>;
  /** How much of it leaves with its master. */
  readonly part: number;
  /** Where the stop stands now, the trailing one included. */
  readonly stop: Money | null;
  /** By whose prices its levels are watched; null where they are not. */
  readonly sources: string | null;
  readonly onEdit: (field: LevelField) => void;
}

/** Stop, target and trail of a position; a press edits them. */
export function LevelFigures(props: LevelFiguresProps) {
  const { position, kind, name, inherited, part, stop, sources, onEdit } = props;
  const tabStop = useTabStop();
  const held = position.netQty !== 0;
  const own: Readonly<Record<LevelField, string>> = {
    stop: stop === null ? (position.setSl ? 'not read' : '') : formatMoney(stop, kind.decimals),
    target: position.target === null ? '' : formatMoney(money(position.target), kind.decimals),
    trail: trailText(position.trail, kind),
  };
  const whole = Math.abs(position.netQty);
  const follows = part === whole ? 'inherits' : `inherits ${formatQuantity(part)}`;
  const trails = stop !== null && (position.sl === null || stop !== money(position.sl));
  return FIELDS.map((field) => {
    const text = held ? own[field] : '';
    const isInherited = text === '' && held && inherited.has(field);
    const words = text !== '' ? text : isInherited ? follows : NOT_APPLICABLE;
    const isPart = isInherited && part !== whole;
    return (
      <Cell key={field} figure className="px-0!">
        {held ? (
          <button
            type="button"
            tabIndex={tabStop}
            aria-label={`${LEVEL_NAME[field]} of ${name}: ${words === NOT_APPLICABLE ? 'off' : words}${field === 'stop' && trails ? ', trailing' : ''}. Change`}
            title={
              isPart
                ? `${formatQuantity(part)} of ${formatQuantity(whole)} leave with its master`
                : titleOf(field, position, trails, text === '' ? null : sources)
            }
            onClick={() => onEdit(field)}
            className={`inline-flex h-6 w-full items-center justify-end gap-0.5 rounded-box border border-transparent px-[3px] group-focus-within:border-edge group-hover:border-edge hover:border-edge ${text === '' ? 'text-muted' : ''}`}
          >
            {field === 'stop' && trails ? <TrendingUp aria-hidden size={11} className="shrink-0" /> : null}
            {/* The word has no room beside a figure of thousands. */}
            {isPart ? <CornerDownRight aria-hidden size={11} className="shrink-0" /> : null}
            {isPart ? formatQuantity(part) : words}
          </button>
        ) : (
          <span className="px-1.5 text-muted">{NOT_APPLICABLE}</span>
        )}
      </Cell>
    );
  });
}

function titleOf(
  field: LevelField,
  position: ChildPosition,
  trails: boolean,
  sources: string | null,
): string {
  const what = levelTitle(field, position, trails);
  return sources === null ? what : `${what}; watched by ${sources}`;
}

function levelTitle(field: LevelField, { sl, trail }: ChildPosition, trails: boolean): string {
  if (field === 'stop' && trails)
    return sl === null ? 'Where the trailing stop stands' : `Trailing; set at ${formatMoney(money(sl))}`;
  if (field === 'trail' && trail?.step !== null && trail?.step !== undefined)
    return `Follows in steps of ${formatMoney(money(trail.step))}`;
  return `Change the ${field}`;
}
