import { Choice } from '../../components/ui/choice.tsx';
import { changePreferences, usePreferences } from '../../live/preferences.ts';
import { DefaultProtection } from './default-protection.tsx';

const UNITS = [
  { value: 'lots', label: 'Lots' },
  { value: 'quantity', label: 'Quantity' },
] as const;
const PRODUCTS = [
  { value: 'D', label: 'Carry (NRML, CNC)' },
  { value: 'I', label: 'Intraday (MIS)' },
] as const;
const TYPES = [
  { value: 'MARKET', label: 'Market' },
  { value: 'LIMIT', label: 'Limit' },
] as const;

/** In ticks. */
const STEPS = ['1', '2', '5', '10', '20'].map((value) => ({ value, label: value }));

/** What a ticket stands at when an instrument is chosen. */
export function Defaults() {
  const {
    units = 'lots',
    product = 'D',
    orderType = 'MARKET',
    stopTicks = 1,
  } = usePreferences((state) => state.values);
  return (
    <div className="grid max-w-md gap-4">
      <h2 className="text-control font-semibold">Ticket</h2>
      <Choice
        legend="Size in"
        showLegend
        options={UNITS}
        value={units}
        onChange={(value) => changePreferences({ units: value })}
      />
      <Choice
        legend="Product"
        showLegend
        options={PRODUCTS}
        value={product}
        onChange={(value) => changePreferences({ product: value })}
      />
      <Choice
        legend="Type"
        showLegend
        options={TYPES}
        value={orderType}
        onChange={(value) => changePreferences({ orderType: value })}
      />
      <Choice
        legend="One step of a stop, in ticks"
        showLegend
        options={STEPS}
        value={String(stopTicks)}
        onChange={(value) => changePreferences({ stopTicks: Number(value) })}
      />
      <p className="text-table text-text-2">The ticket begins with these when an instrument is chosen.</p>
      <h2 className="text-control font-semibold">Protection</h2>
      <DefaultProtection />
    </div>
  );
}
