import { useState } from 'react';
import { Choice } from '../../components/ui/choice.tsx';
import { CheckField, TextField } from '../../components/ui/field.tsx';
import { chooseHoldMode, useHoldMode } from '../../lib/hold-mode.ts';
import { changePreferences, usePreferences } from '../../live/preferences.ts';

const HOLD = [
  { value: 'hold', label: 'Hold for a second' },
  { value: 'twice', label: 'Press twice' },
] as const;

/** Rupees with at most two decimals, or nothing. */
const LIMIT = /^\d{1,10}(\.\d{1,2})?$/;

/** How orders and the hard switches are confirmed. */
export function Confirming() {
  const { ask = true, valueLimit } = usePreferences((state) => state.values);
  const mode = useHoldMode((state) => state.mode);
  return (
    <div className="grid max-w-md gap-4">
      <div>
        <CheckField
          label="Ask “Send?” before every order"
          checked={ask}
          onChange={(event) => changePreferences({ ask: event.target.checked })}
        />
        <p className="text-table text-text-2">
          Switched off, an order goes with the first press. It is asked all the same for the day's first
          order, a price more than 3% from the last one, an option sold to open, an order above the limit
          below, and whenever an order reaches several accounts and what each would get is not in view. Exits
          in several accounts, repairs, moved stops and lifting the kill switch always ask.
        </p>
      </div>
      <ValueLimit limit={valueLimit} />
      <Choice
        legend="Kill switch and square-off"
        showLegend
        options={HOLD}
        value={mode}
        onChange={chooseHoldMode}
      />
      <p className="text-table text-text-2">
        “Press twice” is for people who cannot hold; it is kept in this browser, the rest with you.
      </p>
    </div>
  );
}

function ValueLimit({ limit }: { readonly limit: number | undefined }) {
  const [typed, setTyped] = useState(limit === undefined ? '' : String(limit));
  const plain = typed.replaceAll(/[,\s]/g, '');
  const valid = plain === '' || LIMIT.test(plain);
  return (
    <TextField
      label="Always ask above, ₹ for one order in one account"
      figures
      inputMode="decimal"
      placeholder="no limit"
      className="w-88 phone:w-full"
      value={typed}
      error={valid ? undefined : 'Needs an amount in rupees, such as 500000, or nothing.'}
      onChange={(event) => {
        setTyped(event.target.value);
        const next = event.target.value.replaceAll(/[,\s]/g, '');
        if (next === '') changePreferences({ valueLimit: undefined });
        else if (LIMIT.test(next)) changePreferences({ valueLimit: Number(next) });
      }}
    />
  );
}
