import { Choice } from '../../components/ui/choice.tsx';
import { chooseTheme, useTheme } from '../../lib/theme.ts';

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
] as const;

/** Dark, light or as the system; kept in this browser, since screens differ. */
export function Look() {
  const theme = useTheme((state) => state.theme);
  return (
    <>
      <Choice
        legend="Theme"
        showLegend
        options={THEMES}
        value={theme}
        onChange={chooseTheme}
        className="max-w-md"
      />
      <p className="pt-2 text-table text-text-2">
        Kept in this browser. A system that asks for less motion gets none: prices then change without a tint.
      </p>
    </>
  );
}
