import type { ChildPosition, Group, Position, Protection } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { AccountName } from '../../components/account-name.tsx';
import { LoggedOut } from '../../components/logged-out.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import type { LevelField } from '../../lib/levels.ts';
import { formatChange, formatPrice, formatSignedQuantity, money } from '../../lib/numbers.ts';
import { productWord } from '../../lib/words.ts';
import { useIsLoggedIn } from '../../live/accounts-store.ts';
import { serverNow, useIsStale } from '../../live/link-store.ts';
import { useTabStop } from '../../live/own-keys.ts';
import { ChildDrift, MasterDrift } from './copies-cell.tsx';
import { type ExitPart, isWhole, wholeWords } from './exit-size.ts';
import { LevelFields, LevelFigures } from './level-cells.tsx';
import { PositionPnl, PositionPrice, useLivePnl } from './live-cells.tsx';
import { PositionNotes } from './position-notes.tsx';
import { sourcesWords } from './price-source-words.ts';
import { protectionAt } from './protections-api.ts';
import { inheritedQuantity, inherits, stopNow } from './stops.ts';
import { levelKind, useProtect } from './use-protect.ts';

interface PositionRowProps {
  readonly position: Position | ChildPosition;
  /** Of a child: whose positions it copies. */
  readonly master: Position | undefined;
  readonly group: Group | undefined;
  readonly level: 1 | 2;
  readonly open?: boolean | undefined;
  /** The page has room for the account and what was realised. */
  readonly wide: boolean;
  readonly span: number;
  readonly protections: readonly Protection[] | undefined;
  /** The broker's words when it refused what a protection sent last, since the moment that is named. */
  readonly refusedExit: (position: ChildPosition, since?: string) => string | null;
  /** Accounts of their own stand in the table: the instrument does not say whose it is. */
  readonly namesAccount: boolean;
  /** The cell in which its levels are edited. */
  readonly editing: LevelField | null;
  readonly rowProps: Readonly<Record<string, unknown>>;
  readonly onToggle: () => void;
  readonly onExit: (part: ExitPart) => void;
  readonly onConvert: () => void;
  readonly onEdit: (field: LevelField | null) => void;
}

/** One position, the master's or one child's, and under it what has to be said about it. */
export function PositionRow(props: PositionRowProps) {
  const { position, level, open, wide, rowProps, onToggle, onExit, editing } = props;
  const stale = useIsStale();
  const row = useRef<HTMLTableRowElement>(null);
  const name = instrumentName(position, serverNow());
  const flat = position.netQty === 0;
  const loggedOut = useIsLoggedIn(position.accountId) === false;
  const figure = clsx((stale || loggedOut) && 'stale-figure');
  const edit = useProtect({
    position,
    group: props.group,
    protections: props.protections,
    onEnd: () => {
      // What was edited leaves its cells: the row keeps the focus.
      row.current?.focus();
      props.onEdit(null);
    },
  });
  const protection = protectionAt(props.protections, position);
  // What was sent for the protection before this one is no matter of this one.
  const refused =
    position.leftBy !== null
      ? props.refusedExit(position)
      : protection?.resting === true
        ? props.refusedExit(position, protection.since)
        : null;
  return (
    <>
      <tr
        {...rowProps}
        ref={row}
        className={clsx(
          'group h-7 hover:bg-hover focus:bg-selected focus:shadow-[inset_2px_0_0_var(--color-text)] focus-within:bg-selected',
          level === 2 ? 'bg-bg' : 'bg-panel',
          flat && 'text-text-2',
        )}
      >
        <Cell align="center" className="px-0">
          {open === undefined ? null : (
            <button
              type="button"
              tabIndex={-1}
              aria-label={open ? 'Close the children' : 'Open the children'}
              onClick={onToggle}
              className="inline-flex size-6 items-center justify-center align-middle text-text-2"
            >
              {open ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
            </button>
          )}
        </Cell>
        <Cell title={position.instrumentId}>
          {level === 2 ? (
            <>
              <AccountName accountId={position.accountId} address={position.account} child withBroker />{' '}
              {loggedOut ? <LoggedOut /> : null}
            </>
          ) : (
            name
          )}
          {level === 1 && !wide && props.namesAccount ? (
            <span className="text-text-2">
              {' '}
              · <AccountName accountId={position.accountId} address={position.account} />
            </span>
          ) : null}
        </Cell>
        <Cell>
          <ProductButton
            flat={flat}
            word={productWord(position.product, position.instrumentType)}
            name={name}
            onConvert={props.onConvert}
          />
        </Cell>
        <Cell figure className={figure}>
          {formatSignedQuantity(position.netQty)}
        </Cell>
        <Cell figure className={figure}>
          {formatPrice(position.avgPrice)}
        </Cell>
        <Cell figure>
          <PositionPrice position={position} inCell />
        </Cell>
        <Cell figure>
          <PositionPnl position={position} asLastRead={loggedOut} />
        </Cell>
        <Levels {...props} edit={edit} name={name} />
        <Cell>
          {level === 1 && 'childPositions' in position ? (
            <MasterDrift position={position} wide={wide} />
          ) : (
            <ChildDrift position={position} wide={wide} />
          )}
        </Cell>
        {wide ? (
          <>
            <Cell>
              <AccountName accountId={position.accountId} address={position.account} />
            </Cell>
            <Cell figure className={figure}>
              {formatChange(money(position.realisedPnL))}
            </Cell>
          </>
        ) : null}
        <Cell align="right" className="px-1!">
          {flat ? null : <ExitButtons position={position} level={level} name={name} onExit={onExit} />}
        </Cell>
      </tr>
      <PositionNotes
        position={position}
        protection={protection}
        refused={refused}
        group={props.group}
        span={props.span}
        // A child says it beside its name.
        loggedOut={loggedOut && level === 1}
        edit={editing === null ? null : edit}
        onExit={() => onExit('all')}
      />
    </>
  );
}

type LevelsProps = PositionRowProps & {
  readonly edit: ReturnType<typeof useProtect>;
  readonly name: string;
};

/** The three cells of the protection: figures, or fields while it is edited. */
function Levels({ position, master, group, protections, editing, onEdit, edit, name }: LevelsProps) {
  const { last } = useLivePnl(position);
  const kind = levelKind(position);
  const gone = position.netQty === 0;
  const isEdited = editing !== null && !gone;
  const { end } = edit;
  useEffect(() => {
    // It was left while its levels were typed: there is nothing to protect any more.
    if (editing !== null && gone) end();
  }, [editing, gone, end]);
  if (isEdited)
    return <LevelFields edit={edit} kind={kind} position={position} last={last} first={editing} />;
  const inherited = new Set<LevelField>();
  if (master !== undefined && inherits(position, group)) {
    if (master.setSl) inherited.add('stop');
    if (master.setTarget) inherited.add('target');
    if (master.setSl && master.trail !== null) inherited.add('trail');
  }
  return (
    <LevelFigures
      position={position}
      kind={kind}
      name={name}
      inherited={inherited}
      part={inheritedQuantity(position)}
      stop={stopNow(position, protections)}
      sources={sourcesWords(protectionAt(protections, position))}
      onEdit={onEdit}
    />
  );
}

interface ProductButtonProps {
  readonly flat: boolean;
  readonly word: string;
  readonly name: string;
  readonly onConvert: () => void;
}

/** The product; a press asks to convert what is held in it. */
function ProductButton({ flat, word, name, onConvert }: ProductButtonProps) {
  const tabStop = useTabStop();
  if (flat) return word;
  return (
    <button
      type="button"
      tabIndex={tabStop}
      aria-label={`${word}. Convert ${name}`}
      title="Convert to another product"
      onClick={onConvert}
      className="-mx-1 inline-flex h-6 items-center rounded-box border border-transparent px-1 hover:border-edge"
    >
      {word}
    </button>
  );
}

interface ExitButtonsProps {
  readonly position: ChildPosition;
  readonly level: 1 | 2;
  readonly name: string;
  readonly onExit: (part: ExitPart) => void;
}

function ExitButtons({ position, level, name, onExit }: ExitButtonsProps) {
  return (
    <span className="inline-flex gap-0.5">
      {level === 1 ? (
        <ExitButton
          part="quarter"
          text="¼"
          name={`Exit a quarter of ${name}`}
          whole={isWhole(position, 'quarter') ? wholeWords(position) : undefined}
          onExit={onExit}
        />
      ) : null}
      <ExitButton
        part="half"
        text="½"
        name={`Exit half of ${name}`}
        whole={isWhole(position, 'half') ? wholeWords(position) : undefined}
        onExit={onExit}
      />
      <ExitButton part="all" text="✕" name={`Exit all of ${name}`} onExit={onExit} />
    </span>
  );
}

interface ExitButtonProps {
  readonly part: ExitPart;
  readonly text: string;
  readonly name: string;
  /** Why it is closed: the part is all of it, and the button for all of it says so. */
  readonly whole?: string | undefined;
  readonly onExit: (part: ExitPart) => void;
}

function ExitButton({ part, text, name, whole, onExit }: ExitButtonProps) {
  return (
    <button
      type="button"
      data-action={part}
      aria-label={name}
      title={whole ?? name}
      disabled={whole !== undefined}
      onClick={() => onExit(part)}
      className="inline-flex size-6 items-center justify-center rounded-box border border-edge bg-raised text-table text-text hover:bg-hover disabled:opacity-40 disabled:hover:bg-raised"
    >
      {text}
    </button>
  );
}
