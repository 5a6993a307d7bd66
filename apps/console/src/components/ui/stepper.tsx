import { Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId } from 'react';

interface StepperProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** One step, up or down; `times` is 10 with Shift. */
  readonly onStep: (direction: 1 | -1, times: number) => void;
  readonly after?: ReactNode;
  readonly error?: string | undefined;
  /** Name by which a key finds the field. */
  readonly inputKey?: string;
}

/** A figure with − and +; the arrow keys step too, ten times as far with Shift. */
export function Stepper({ label, value, onChange, onStep, after, error, inputKey }: StepperProps) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onStep(event.key === 'ArrowUp' ? 1 : -1, event.shiftKey ? 10 : 1);
  };
  return (
    <div>
      <label htmlFor={id} className="block text-label text-muted pb-1">
        {label}
      </label>
      <div className="flex items-center gap-2">
        <div className="flex h-8 rounded-box border border-edge overflow-clip phone:h-auto">
          <input
            data-key={inputKey}
            id={id}
            value={value}
            inputMode="decimal"
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={onKeyDown}
            aria-invalid={error === undefined ? undefined : true}
            aria-describedby={error === undefined ? undefined : `${id}-error`}
            className="figures w-24 bg-panel px-2 text-right text-ticket"
          />
          <StepButton
            name={`One less: ${label}`}
            onPress={(times) => onStep(-1, times)}
            icon={<Minus aria-hidden size={14} />}
          />
          <StepButton
            name={`One more: ${label}`}
            onPress={(times) => onStep(1, times)}
            icon={<Plus aria-hidden size={14} />}
          />
        </div>
        {after}
      </div>
      {error === undefined ? null : (
        <p id={`${id}-error`} role="alert" className="pt-0.5 text-table text-loss">
          {error}
        </p>
      )}
    </div>
  );
}

function StepButton({
  name,
  onPress,
  icon,
}: {
  name: string;
  onPress: (times: number) => void;
  icon: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={name}
      tabIndex={-1}
      onClick={(event) => onPress(event.shiftKey ? 10 : 1)}
      className="w-8 border-l border-edge bg-raised hover:bg-hover inline-flex items-center justify-center"
    >
      {icon}
    </button>
  );
}
