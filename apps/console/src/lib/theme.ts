/** Dark, light, or as the system has it; kept in this browser. */
import { create } from 'zustand';

export type Theme = 'system' | 'dark' | 'light';

const KEY = 'copydesk.theme';

function stored(): Theme {
  try {
    const text = localStorage.getItem(KEY);
    return text === 'dark' || text === 'light' ? text : 'system';
  } catch {
    return 'system';
  }
}

function paint(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export const useTheme = create<{ readonly theme: Theme }>(() => ({ theme: stored() }));

/** Paints the stored choice; called once before the first render. */
export function applyTheme(): void {
  paint(useTheme.getState().theme);
}

export function chooseTheme(theme: Theme): void {
  paint(theme);
  useTheme.setState({ theme });
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be switched off; the choice then holds until a reload.
  }
}
