import { CheckField, TextField } from '../../components/ui/field.tsx';
import type { LinkPartProps } from './link-part.ts';

const SEGMENTS = ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX', 'NCO'] as const;
const PRODUCTS = [
  { value: 'I', label: 'MIS' },
  { value: 'D', label: 'NRML, CNC' },
  { value: 'MTF', label: 'MTF' },
] as const;

/** Which of the master's entries the account follows; none ticked is all. */
export function LinkFilters({ child, change, faultOf }: LinkPartProps) {
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <fieldset className="min-w-0">
        <legend className="pb-1 text-label text-muted">
          Only these segments{child.segments.length === 0 ? ' (none ticked: all)' : ''}
        </legend>
        <div className="flex flex-wrap gap-x-3">
          {SEGMENTS.map((segment) => (
            <CheckField
              key={segment}
              label={segment}
              checked={child.segments.includes(segment)}
              onChange={(event) =>
                change({ segments: toggled(SEGMENTS, child.segments, segment, event.target.checked) })
              }
            />
          ))}
        </div>
      </fieldset>
      <fieldset className="min-w-0">
        <legend className="pb-1 text-label text-muted">
          Only these products{child.products.length === 0 ? ' (none ticked: all)' : ''}
        </legend>
        <div className="flex flex-wrap gap-x-3">
          {PRODUCTS.map(({ value, label }) => (
            <CheckField
              key={value}
              label={label}
              checked={child.products.includes(value)}
              onChange={(event) =>
                change({
                  products: toggled(
                    PRODUCTS.map((product) => product.value),
                    child.products,
                    value,
                    event.target.checked,
                  ),
                })
              }
            />
          ))}
        </div>
      </fieldset>
      <TextField
        label="Only these names"
        className="w-64"
        placeholder="all"
        hint="Separated by commas: NIFTY, RELIANCE"
        value={child.underlyings}
        onChange={(event) => change({ underlyings: event.target.value })}
        error={faultOf('underlyings', '/filters/underlyings')}
      />
    </div>
  );
}

/** In the order of all, so that ticking and unticking leaves no change behind. */
function toggled<T>(all: readonly T[], chosen: readonly T[], one: T, on: boolean): T[] {
  return all.filter((each) => (each === one ? on : chosen.includes(each)));
}
