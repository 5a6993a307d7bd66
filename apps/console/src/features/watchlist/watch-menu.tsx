import { RowMenu, type RowMenuItem } from '../../components/ui/row-menu.tsx';
import { keyCap } from '../../lib/key-table.ts';
import { useKeysOf } from '../../live/own-keys.ts';
import { usePreferences } from '../../live/preferences.ts';
import type { ChosenFor } from '../../live/use-choose-instrument.ts';
import { changeShown, moveToList } from './change-watchlists.ts';
import { listsTaking, movedItem, shownList, type Watched } from './watchlists.ts';

interface WatchMenuProps {
  readonly item: Watched;
  readonly name: string;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onChoose: (chosenFor: ChosenFor) => void;
  readonly onRemove: () => void;
}

/** Everything that can be done with a watched instrument: also its place, for who cannot drag or hold Alt. */
export function WatchMenu({ item, name, open, onOpen, onChoose, onRemove }: WatchMenuProps) {
  const cap = useCaps();
  const values = usePreferences((state) => state.values);
  const { list, others } = listsTaking(values, item);
  const place = (step: -1 | 1, label: string, keys: string): RowMenuItem => ({
    label,
    keys,
    disabled: list === undefined || movedItem(list, item.id, step) === list,
    onDo: () => changeShown((before) => movedItem(before, item.id, step)),
  });
  const choices: readonly RowMenuItem[] = [
    { label: 'Show in the ticket', keys: 'Enter', onDo: () => onChoose(null) },
    { label: 'Buy', keys: cap('side.buy'), onDo: () => onChoose('BUY') },
    { label: 'Sell', keys: cap('side.sell'), onDo: () => onChoose('SELL') },
    { label: 'Chart', keys: cap('chart'), onDo: () => onChoose('chart') },
    { label: 'Option chain', keys: cap('chain'), onDo: () => onChoose('chain') },
  ];
  const places: readonly RowMenuItem[] = [
    place(-1, 'Move up', 'Alt ↑'),
    place(1, 'Move down', 'Alt ↓'),
    ...others.map(({ at, name: other }) => ({
      label: `To ${other}`,
      onDo: () => moveToList(item, { from: shownList(values), to: at }),
    })),
  ];
  const ends: readonly RowMenuItem[] = [{ label: 'Remove', keys: 'Del', onDo: onRemove }];
  return <RowMenu name={name} open={open} onOpen={onOpen} groups={[choices, places, ends]} />;
}

/** The cap of a letter; undefined where letters are switched off and it does nothing. */
function useCaps(): (id: string) => string | undefined {
  const keysOf = useKeysOf();
  const isOn = usePreferences((state) => state.values.letters !== false);
  return (id) => (isOn ? keyCap(keysOf(id)) : undefined);
}
