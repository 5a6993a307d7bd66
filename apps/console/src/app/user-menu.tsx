import { Check, CircleUserRound } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { MENU_BOX, MENU_ITEM } from '../components/ui/menu-look.ts';
import { wordsOf } from '../lib/api-client.ts';
import { chooseTheme, type Theme, useTheme } from '../lib/theme.ts';
import { leave } from './session.ts';

const THEMES: readonly { readonly value: Theme; readonly word: string }[] = [
  { value: 'system', word: 'Theme of the system' },
  { value: 'dark', word: 'Dark' },
  { value: 'light', word: 'Light' },
];

/** Who is signed in, the look, and the way out. */
export function UserMenu({ name }: { readonly name: string }) {
  const theme = useTheme((state) => state.theme);
  const [error, setError] = useState<string | null>(null);
  return (
    // Not modal: locking the page's scroll would inject a style that the content security policy refuses.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="inline-flex h-6 items-center gap-1.5 rounded-box px-1 text-text-2 hover:bg-hover hover:text-text">
        <CircleUserRound aria-hidden size={15} />
        <span className="max-w-40 truncate">{name}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="end" sideOffset={6} className={MENU_BOX}>
        <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => chooseTheme(value as Theme)}>
          {THEMES.map((choice) => (
            <DropdownMenu.RadioItem key={choice.value} value={choice.value} className={MENU_ITEM}>
              <span className="w-4">
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden size={13} />
                </DropdownMenu.ItemIndicator>
              </span>
              {choice.word}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        <DropdownMenu.Item
          className={MENU_ITEM}
          onSelect={(event) => {
            event.preventDefault();
            leave().catch((failure: unknown) => setError(wordsOf(failure)));
          }}
        >
          <span className="w-4" />
          Sign out
        </DropdownMenu.Item>
        {error === null ? null : (
          <p role="alert" className="px-2 py-1 text-table text-loss">
            {error}
          </p>
        )}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
