import { cva, type VariantProps } from 'class-variance-authority';
import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

const button = cva(
  'inline-flex items-center justify-center gap-1.5 rounded-box border whitespace-nowrap font-medium select-none disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50',
  {
    variants: {
      look: {
        primary: 'bg-text text-panel border-text',
        plain: 'bg-raised text-text border-edge hover:bg-hover',
        quiet: 'bg-transparent text-text-2 border-transparent hover:bg-hover hover:text-text',
        buy: 'bg-buy text-on-buy border-buy',
        sell: 'bg-sell text-on-sell border-sell',
        danger: 'bg-transparent text-loss border-loss hover:bg-hover',
      },
      size: {
        small: 'h-6 px-2 text-table',
        normal: 'h-8 px-3 text-control',
        large: 'h-10 px-4 text-ticket',
      },
    },
    defaultVariants: { look: 'plain', size: 'normal' },
  },
);

export type ButtonProps = ComponentProps<'button'> & VariantProps<typeof button>;

/** A button. It does nothing on its own that a person did not press: no form is submitted unless `type="submit"`. */
export function Button({ look, size, className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={clsx(button({ look, size }), className)} {...rest} />;
}
