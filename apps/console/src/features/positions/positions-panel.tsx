import type { ChildPosition, Group, Position } from '@copydesk/api-contract';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { TreeTable } from '../../components/table/tree-table.tsx';
import { SentenceRow } from '../../components/ui/table.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import type { LevelField } from '../../lib/levels.ts';
import { planPath } from '../../lib/page-paths.ts';
import { isAt, useDivergences } from '../../live/divergences-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { serverNow } from '../../live/link-store.ts';
import { heardKey } from '../../live/own-keys.ts';
import { positionKey } from '../../live/pnl-store.ts';
import { ConvertDialog } from './convert-dialog.tsx';
import { askExit, withChildren } from './exit-request.ts';
import { isWhole } from './exit-size.ts';
import { PositionRow } from './position-row.tsx';
import { DESK_COLUMNS, PAGE_COLUMNS } from './positions-columns.ts';
import { usePositions } from './positions-store.ts';
import { useProtections } from './protections-api.ts';
import { Totals } from './totals.tsx';
import { wholeFamily } from './whole-family.ts';

const ROW_PX = 28;
const NO_GROUPS: readonly Group[] = [];

/** A row of the table: a position, or a child of it. */
interface PositionLine {
  readonly position: Position | ChildPosition;
  /** Of a child: whose positions it copies. */
  readonly master: Position | undefined;
}

interface PositionsPanelProps {
  readonly wide?: boolean;
  /** The broker's words when it refused what a protection sent last for this position, since the moment that is named. */
  readonly refusedExit: (position: ChildPosition, since?: string) => string | null;
}

/** Positions with their children: protected in the cell, left by one press and one confirmation. */
export function PositionsPanel({ wide = false, refusedExit }: PositionsPanelProps) {
  const byKey = usePositions((state) => state.byKey);
  const groups = useGroups((state) => state.list) ?? NO_GROUPS;
  const protections = useProtections();
  const divergences = useDivergences((state) => state.list);
  const positions = useMemo(() => {
    const held = Object.values(byKey ?? {});
    return sorted(held.map((position) => wholeFamily(position, groups, divergences)));
  }, [byKey, groups, divergences]);
  const lines = useMemo(
    () => positions.map((position): PositionLine => ({ position, master: undefined })),
    [positions],
  );
  const columns = wide ? PAGE_COLUMNS : DESK_COLUMNS;
  const [closed, setClosed] = useState<Readonly<Record<string, boolean>>>({});
  const [editing, setEditing] = useState<{ readonly key: string; readonly field: LevelField } | null>(null);
  const [converting, setConverting] = useState<Position | null>(null);
  const onKey = usePositionKeys(positions, {
    onProtect: (key) => setEditing({ key, field: 'stop' }),
    onConvert: setConverting,
  });
  const namesAccount = new Set(positions.map(({ accountId }) => accountId)).size > 1;

  return (
    <>
      <TreeTable
        label="Positions"
        minWidth={wide ? 'min-w-330' : 'min-w-257'}
        columns={columns}
        lines={lines}
        idOf={lineId}
        childrenOf={childLines}
        isOpen={(id) => closed[id] !== true}
        onOpen={(id, open) => setClosed((before) => ({ ...before, [id]: !open }))}
        rowHeight={ROW_PX}
        onKey={onKey}
        read={byKey !== null}
        empty={<SentenceRow span={columns.length}>No positions today. Every account is flat.</SentenceRow>}
        renderRow={({ position, master }, place) => (
          <PositionRow
            position={position}
            master={master}
            group={groups.find(({ masterId }) => masterId === (master ?? position).accountId)}
            level={place.level}
            open={place.open}
            wide={wide}
            span={columns.length}
            protections={protections}
            refusedExit={refusedExit}
            namesAccount={namesAccount}
            editing={editing?.key === positionKey(position) ? editing.field : null}
            rowProps={place.rowProps}
            onToggle={place.toggle}
            onExit={(part) => askExit(position, part)}
            onConvert={() => setConverting(withChildren(position))}
            onEdit={(field) => setEditing(field === null ? null : { key: positionKey(position), field })}
          />
        )}
        foot={
          positions.length === 0 ? null : (
            <Totals
              positions={positions}
              groups={groups}
              protections={protections}
              wide={wide}
              columnsAfter={wide ? 5 : 4}
            />
          )
        }
      />
      {converting === null ? null : (
        <ConvertDialog position={converting} onClose={() => setConverting(null)} />
      )}
    </>
  );
}

interface Acts {
  readonly onProtect: (key: string) => void;
  readonly onConvert: (position: Position) => void;
}

const KEY_IDS = [
  'position.exit',
  'position.exit-all',
  'position.protect',
  'position.convert',
  'position.drift',
] as const;

/** The keys of a row: leave a part of it or all, protect it, convert it, open the plan of what differs. */
function usePositionKeys(positions: readonly Position[], { onProtect, onConvert }: Acts) {
  const [, go] = useLocation();
  return (key: string, event: KeyboardEvent): void => {
    const heard = heardKey(event, KEY_IDS);
    const position = positions
      .flatMap((one): readonly (Position | ChildPosition)[] => [one, ...one.childPositions])
      .find((one) => positionKey(one) === key);
    if (heard === undefined || position === undefined) return;
    const plan = heard === 'position.drift' ? planOf(position) : undefined;
    if (heard === 'position.drift' ? plan === undefined : position.netQty === 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (plan !== undefined) go(plan);
    else if (heard === 'position.protect') onProtect(key);
    else if (heard === 'position.convert') onConvert(withChildren(position));
    else askExit(position, heard === 'position.exit-all' || isWhole(position, 'half') ? 'all' : 'half');
  };
}

/** The way to the plan of what differs here, or in a child of it. */
function planOf(position: Position | ChildPosition): string | undefined {
  const children = 'childPositions' in position ? position.childPositions : [];
  const places = [position, ...children];
  const drift = useDivergences.getState().list?.find((one) => places.some((place) => isAt(one, place)));
  return drift === undefined ? undefined : planPath(drift.id);
}

function lineId({ position }: PositionLine): string {
  return positionKey(position);
}

function childLines({ position, master }: PositionLine): readonly PositionLine[] {
  if (master !== undefined || !('childPositions' in position)) return [];
  return position.childPositions.map((child) => ({ position: child, master: position }));
}

/** Open first, then by name. */
export function sorted(positions: readonly Position[]): readonly Position[] {
  const now = serverNow();
  const open = (position: Position): number =>
    position.netQty !== 0 || position.childPositions.some((child) => child.netQty !== 0) ? 0 : 1;
  return [...positions].sort(
    (a, b) =>
      open(a) - open(b) ||
      instrumentName(a, now).localeCompare(instrumentName(b, now)) ||
      a.account.localeCompare(b.account),
  );
}
