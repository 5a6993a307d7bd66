import { clsx } from 'clsx';
import { OctagonX } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';

const BOX =
  'w-full rounded-box border border-edge bg-panel px-2 h-8 text-control text-text placeholder:text-muted disabled:opacity-60 aria-invalid:border-loss aria-invalid:border-2';

interface Described {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** What is wrong with the value, in words. */
  readonly error?: string | undefined;
  readonly className?: string;
}

interface FrameProps extends Described {
  readonly id: string;
  readonly children: ReactNode;
}

function Frame({ id, label, hint, error, className, children }: FrameProps) {
  return (
    <div className={clsx('min-w-0', className)}>
      <label htmlFor={id} className="block text-label text-muted pb-1">
        {label}
      </label>
      {children}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-label text-muted pt-0.5">
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p id={`${id}-error`} role="alert" className="flex items-start gap-1 pt-0.5 text-table text-loss">
          <OctagonX aria-hidden size={12} className="mt-0.5 shrink-0" />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, { hint, error }: Pick<Described, 'hint' | 'error'>): string | undefined {
  const ids = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter(
    Boolean,
  );
  return ids.length === 0 ? undefined : ids.join(' ');
}

/** A text field with its label, and beside it what is wrong with its value. */
export function TextField({
  label,
  hint,
  error,
  className,
  figures = false,
  ...input
}: Described & ComponentProps<'input'> & { readonly figures?: boolean }) {
  const made = useId();
  const id = input.id ?? made;
  return (
    <Frame
      id={id}
      label={label}
      hint={hint}
      error={error}
      {...(className === undefined ? {} : { className })}
    >
      <input
        {...input}
        id={id}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={describedBy(id, { hint, error })}
        className={clsx(BOX, figures && 'figures text-right')}
      />
    </Frame>
  );
}

/** A choice among few words. */
export function SelectField({
  label,
  hint,
  error,
  className,
  children,
  ...select
}: Described & ComponentProps<'select'>) {
  const made = useId();
  const id = select.id ?? made;
  return (
    <Frame
      id={id}
      label={label}
      hint={hint}
      error={error}
      {...(className === undefined ? {} : { className })}
    >
      <select
        {...select}
        id={id}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={describedBy(id, { hint, error })}
        className={clsx(BOX, 'pr-1')}
      >
        {children}
      </select>
    </Frame>
  );
}

/** A box to tick. */
export function CheckField({
  label,
  className,
  ...input
}: ComponentProps<'input'> & { readonly label: ReactNode }) {
  return (
    <label className={clsx('inline-flex min-h-6 items-center gap-2 text-control', className)}>
      <input {...input} type="checkbox" className="size-4 shrink-0 accent-text" />
      <span>{label}</span>
    </label>
  );
}
