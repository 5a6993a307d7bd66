import { clsx } from 'clsx';
import { type ReactNode, useId } from 'react';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  readonly disabled?: boolean;
  /** Class of the chosen state, where the choice has a meaning of its own (buy, sell). */
  readonly chosen?: string;
}

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly showLegend?: boolean;
  readonly disabled?: boolean;
  readonly className?: string;
}

/** One of a few, side by side: radio buttons that look like a row of buttons. */
export function Choice<T extends string>({
  legend,
  options,
  value,
  onChange,
  showLegend = false,
  disabled = false,
  className,
}: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset disabled={disabled} className={clsx('min-w-0', className)}>
      <legend className={showLegend ? 'text-label text-muted pb-1' : 'sr-only'}>{legend}</legend>
      <div className="flex rounded-box border border-edge overflow-clip">
        {options.map((option) => (
          <label
            key={option.value}
            className={clsx(
              'relative flex h-[30px] flex-1 items-center justify-center gap-1.5 px-2 text-control whitespace-nowrap cursor-pointer phone:h-auto phone:text-center phone:whitespace-normal',
              'not-first:border-l border-edge has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-text',
              option.value === value
                ? (option.chosen ?? 'bg-selected text-text font-medium')
                : 'bg-panel text-text-2 hover:bg-hover',
              (disabled || option.disabled === true) && 'opacity-50 cursor-not-allowed',
            )}
          >
            <input
              type="radio"
              className="sr-only"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled === true}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
