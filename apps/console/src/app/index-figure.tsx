import { DayChange, LastPrice } from '../components/live-price.tsx';
import { indexId } from '../lib/instrument-name.ts';
import { priceKey } from '../live/price-store.ts';
import { usePrice } from '../live/prices.ts';
import { useDeskEnvironment } from '../live/use-choose-instrument.ts';

/** `NIFTY 26,031.60 +0.49%`; in a word where there is no price. */
export function IndexFigure({ name }: { readonly name: 'NIFTY' | 'BANKNIFTY' }) {
  const key = priceKey(useDeskEnvironment(), indexId(name));
  const price = usePrice(key);
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span className="text-muted">{name}</span>
      {price === undefined ? (
        <span className="text-unknown">no price yet</span>
      ) : (
        <>
          <LastPrice of={key} />
          <DayChange of={key} />
        </>
      )}
    </span>
  );
}
