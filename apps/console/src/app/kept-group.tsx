import type { ReactNode } from 'react';
import { Group } from 'react-resizable-panels';
import { changePreferences, usePreferences } from '../live/preferences.ts';

/** The bar between two panels. */
export const BAR =
  'bg-line hover:bg-edge focus-visible:bg-text focus-visible:outline-none aria-[orientation=vertical]:w-1 aria-[orientation=horizontal]:h-1';

interface KeptGroupProps {
  readonly id: string;
  readonly orientation: 'horizontal' | 'vertical';
  readonly children: ReactNode;
}

/** Panels whose sizes are kept with the person. */
export function KeptGroup({ id, orientation, children }: KeptGroupProps) {
  // Read once: what the person drags is not set back by its own saving.
  const before = usePreferences.getState().values.layout?.[id];
  return (
    <Group
      orientation={orientation}
      id={id}
      className="flex-1"
      {...(before === undefined ? {} : { defaultLayout: before })}
      onLayoutChanged={(sizes, { isUserInteraction }) => {
        if (!isUserInteraction) return;
        const others = usePreferences.getState().values.layout;
        changePreferences({ layout: { ...others, [id]: sizes } });
      }}
    >
      {children}
    </Group>
  );
}
