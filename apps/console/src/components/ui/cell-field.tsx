import type { KeyboardEvent, Ref } from 'react';

interface CellFieldProps {
  readonly label: string;
  readonly title?: string | undefined;
  readonly value: string;
  /** Shown, and not to be changed now. */
  readonly disabled: boolean;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly ref?: Ref<HTMLInputElement> | undefined;
}

/** A figure that is edited in its own cell. */
export function CellField({ label, disabled, onChange, ...rest }: CellFieldProps) {
  return (
    <input
      {...rest}
      aria-label={label}
      readOnly={disabled}
      inputMode="decimal"
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
      className="figures h-6 w-full rounded-box border border-edge bg-panel px-1 text-right text-table text-text placeholder:text-muted"
    />
  );
}

interface CellKeys {
  readonly onStep: (steps: number) => void;
  readonly onEnter: () => void;
  readonly onEscape: () => void;
}

/** The keys of such a field: ↑ and ↓ step, ten times as far with Shift; Enter saves, Esc leaves it as it was. */
export function cellKeys({ onStep, onEnter, onEscape }: CellKeys): (event: KeyboardEvent) => void {
  return (event) => {
    event.stopPropagation();
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      onStep((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1));
    } else if (event.key === 'Enter' || event.key === 'Escape') {
      event.preventDefault();
      if (event.repeat) return;
      if (event.key === 'Enter') onEnter();
      else onEscape();
    }
  };
}
