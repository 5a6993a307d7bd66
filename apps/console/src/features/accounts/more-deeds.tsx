import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { MENU_BOX, MENU_ITEM } from '../../components/ui/menu-look.ts';

/** What can be done with an account, beside logging in and out. */
export interface Deed {
  readonly word: string;
  /** The word with the account's name, for those who do not see the row. */
  readonly spoken: string;
  readonly run: () => void;
}

/** The seldom deeds behind one button, where a row has no room for them. */
export function MoreDeeds({ name, deeds }: { readonly name: string; readonly deeds: readonly Deed[] }) {
  return (
    // Not modal: locking the page's scroll would inject a style that the content security policy refuses.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={`More of ${name}`}
        className="inline-flex items-center justify-center rounded-box border border-edge bg-raised"
      >
        <Ellipsis aria-hidden size={16} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="end" sideOffset={6} className={MENU_BOX}>
        {deeds.map(({ word, spoken, run }) => (
          <DropdownMenu.Item key={word} aria-label={spoken} onSelect={run} className={MENU_ITEM}>
            {word}
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
