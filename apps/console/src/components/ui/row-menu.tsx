import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type ReactNode, useRef, useState } from 'react';
import { useTabStop } from '../../live/own-keys.ts';
import { MENU_BOX, MENU_ITEM } from './menu-look.ts';
import { ROW_DEED } from './row-deed.tsx';

export interface RowMenuItem {
  readonly label: string;
  /** The key that does the same in the row, as it stands on its cap. */
  readonly keys?: string | undefined;
  readonly disabled?: boolean;
  readonly onDo: () => void;
}

interface RowMenuProps {
  /** Of the row: `NIFTY 01 DEC 26000 CE`. */
  readonly name: string;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** In groups, with a line between them. */
  readonly groups: readonly (readonly RowMenuItem[])[];
}

/**
 * `⋯`: everything that can be done with a row, with its keys.
 *
 * The row has the focus again before anything is done, so that it is done as by the row's own key.
 */
export function RowMenu({ name, open, onOpen, groups }: RowMenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [box, setBox] = useState<HTMLElement | null>(null);
  const chosen = useRef<(() => void) | null>(null);
  const words = `More for ${name}`;
  const closed = (event: Event): void => {
    event.preventDefault();
    const todo = chosen.current;
    chosen.current = null;
    // A press elsewhere has the focus there already.
    if (todo !== null || document.activeElement === document.body)
      button.current?.closest<HTMLElement>('[data-row]')?.focus();
    todo?.();
  };
  return (
    // Not modal: locking the page's scroll would inject a style that the content security policy refuses.
    <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpen}>
      <DropdownMenu.Trigger
        ref={(element) => {
          button.current = element;
          // Not in the table, which scrolls and would cut it, and still inside the page's landmark.
          setBox(element?.closest('main') ?? null);
        }}
        tabIndex={useTabStop()}
        aria-label={words}
        title={`${words} (Shift F10)`}
        onClick={(event) => event.stopPropagation()}
        className={ROW_DEED}
      >
        <Ellipsis aria-hidden size={13} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={box}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          aria-label={words}
          aria-labelledby={undefined}
          onCloseAutoFocus={closed}
          // What is pressed in it is none of the row's, nor of the table's.
          onKeyDown={(event) => event.stopPropagation()}
          onClick={(event) => event.stopPropagation()}
          onContextMenu={(event) => event.preventDefault()}
          className={MENU_BOX}
        >
          {groups.map(
            (items, index): ReactNode => (
              // oxlint-disable-next-line react/no-array-index-key -- a group has no other name than its place
              <DropdownMenu.Group key={index} className="border-t border-line first:border-t-0">
                {items.map(({ label, keys, disabled = false, onDo }) => (
                  <DropdownMenu.Item
                    key={label}
                    disabled={disabled}
                    className={MENU_ITEM}
                    onSelect={() => {
                      chosen.current = onDo;
                    }}
                  >
                    {label}
                    {keys === undefined ? null : (
                      <kbd className="ml-auto pl-4 font-sans text-label text-muted">{keys}</kbd>
                    )}
                  </DropdownMenu.Item>
                ))}
              </DropdownMenu.Group>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
