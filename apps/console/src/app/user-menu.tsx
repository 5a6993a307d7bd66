import { Check, CircleUserRound } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { wordsOf } from '../lib/api-client.ts';
import { chooseTheme, type Theme, useTheme } from '../lib/theme.ts';
import { leave } from './session.ts';

const THEMES: readonly { readonly value: Theme; readonly word: string }[] = [
  { value: 'system', word: 'Theme of the system' },
  { value: 'dark', word: 'Dark' },
  { value: 'light', word: 'Light' },
];

const ITEM =
  'flex h-7 cursor-pointer items-center gap-2 rounded-box px-2 text-control outline-none data-highlighted:bg-selected';

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
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        className="z-30 min-w-48 rounded-box border border-line bg-panel p-1 shadow-pop"
      >
        <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => chooseTheme(value as Theme)}>
          {THEMES.map((choice) => (
            <DropdownMenu.RadioItem key={choice.value} value={choice.value} className={ITEM}>
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
          className={ITEM}
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
