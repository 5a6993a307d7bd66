/**
 * The one place where figures become text.
 *
 * Decides: grouping (`12,34,567.50`), signs (true minus, zero without sign) and decimals. Money goes from the wire's
 * decimal to an integer count of 1/10000 rupee by its digits and from there to text; no floating point in between.
 */

/** Integer count of 1/10000 rupee. */
export type Money = number & { readonly __brand: 'Money' };

const SCALE = 4;
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;
export const MINUS = '−';
export const NOT_APPLICABLE = '—';

/** The integer of a wire decimal such as `118.4` or `"118.40"`; half a unit is rounded away from zero. Null when it is no decimal. */
export function parseMoney(wire: number | string): Money | null {
  const plain = typeof wire === 'number' ? plainDecimal(wire) : wire.trim();
  const match = DECIMAL.exec(plain);
  if (match === null) return null;
  const [, sign, whole = '0', fraction = ''] = match;
  const kept = fraction.slice(0, SCALE).padEnd(SCALE, '0');
  const roundUp = Number(fraction[SCALE] ?? '0') >= 5 ? 1 : 0;
  const magnitude = Number(`${whole}${kept}`) + roundUp;
  if (!Number.isSafeInteger(magnitude)) return null;
  return (sign === '-' && magnitude !== 0 ? -magnitude : magnitude) as Money;
}

/** `1e-7` and `1e21` are the two shapes in which JavaScript prints a number that is no plain decimal. */
function plainDecimal(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return Math.abs(value) < 1 ? value.toFixed(SCALE + 1) : text;
}

/** The same, for a figure that the contract promises to be a decimal; zero stands for nothing here. */
export function money(wire: number): Money {
  return parseMoney(wire) ?? (0 as Money);
}

/** Indian grouping of a string of digits: the last three, then twos. */
function group(digits: string): string {
  if (digits.length <= 3) return digits;
  const head = digits.slice(0, -3);
  return `${head.replace(/\B(?=(\d{2})+$)/g, ',')},${digits.slice(-3)}`;
}

function magnitude(value: Money, decimals: number): string {
  const unit = 10 ** (SCALE - decimals);
  const rounded = Math.round(Math.abs(value) / unit);
  const digits = String(rounded).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? group(whole) : `${group(whole)}.${digits.slice(-decimals)}`;
}

function isZeroAt(value: Money, decimals: number): boolean {
  return Math.round(Math.abs(value) / 10 ** (SCALE - decimals)) === 0;
}

/** `1,42,310.00`; a minus only below zero. */
export function formatMoney(value: Money, decimals = 2): string {
  return `${value < 0 && !isZeroAt(value, decimals) ? MINUS : ''}${magnitude(value, decimals)}`;
}

/** `+12,34,567.50`, `−19.50`, `0.00`: every change and every P&L carries its sign. */
export function formatChange(value: Money, decimals = 2): string {
  if (isZeroAt(value, decimals)) return magnitude(0 as Money, decimals);
  return `${value < 0 ? MINUS : '+'}${magnitude(value, decimals)}`;
}

/** `₹12,305.25`, for sentences. */
export function formatRupees(value: Money): string {
  return `${value < 0 ? MINUS : ''}₹${magnitude(value, 2)}`;
}

/** `+₹18,240.50`. */
export function formatRupeeChange(value: Money): string {
  if (isZeroAt(value, 2)) return '₹0.00';
  return `${value < 0 ? MINUS : '+'}₹${magnitude(value, 2)}`;
}

/** A wire price as text, or the sign for "not applicable". */
export function formatPrice(wire: number | null | undefined, decimals = 2): string {
  return wire === null || wire === undefined ? NOT_APPLICABLE : formatMoney(money(wire), decimals);
}

/** Decimals of a tick: two, four for currency. */
export function decimalsOfTick(tickSize: number): number {
  const text = plainDecimal(tickSize);
  const fraction = text.includes('.') ? text.slice(text.indexOf('.') + 1).replace(/0+$/, '') : '';
  return fraction.length > 2 ? SCALE : 2;
}

/** A price difference in ticks: `+3`, `−1`, `0`; with one decimal where an average lies between two ticks. */
export function formatSteps(difference: Money, tick: Money): string {
  if (tick <= 0) return formatChange(difference);
  const tenths = Math.round((Math.abs(difference) * 10) / tick);
  if (tenths === 0) return '0';
  const rest = tenths % 10;
  const text = `${group(String(Math.trunc(tenths / 10)))}${rest === 0 ? '' : `.${rest}`}`;
  return `${difference < 0 ? MINUS : '+'}${text}`;
}

/**
 * `+4.86%`, `−0.15%`, `+430.2%`, `+1,672%`: one amount in percent of another, to two decimals, beyond 100 to one and beyond 1,000 to none, so
 * that it has its room; a dash where the whole is nothing.
 */
export function formatPercent(part: Money, whole: Money): string {
  if (whole === 0) return NOT_APPLICABLE;
  const share = part / Math.abs(whole);
  const hundredths = Math.round(share * 10_000);
  if (Math.abs(hundredths) <= 10_000) return `${formatChange((hundredths * 100) as Money)}%`;
  const tenths = Math.round(share * 1_000);
  if (Math.abs(tenths) < 10_000) return `${formatChange((tenths * 1_000) as Money, 1)}%`;
  return `${formatChange((Math.round(share * 100) * 10_000) as Money, 0)}%`;
}

/** `1,755`. */
export function formatQuantity(quantity: number): string {
  return `${quantity < 0 ? MINUS : ''}${group(String(Math.abs(quantity)))}`;
}

/** `16.33L`, `1.20Cr`, `11.2Cr`, `41,275`: a count of contracts that is compared, not added, and never wider than its column. */
export function formatInterest(count: number): string {
  if (count >= 9_995_000) return `${(count / 10_000_000).toFixed(count < 99_950_000 ? 2 : 1)}Cr`;
  return count >= 100_000 ? `${(count / 100_000).toFixed(2)}L` : formatQuantity(count);
}

/** `+260`, `−100`, `0`. */
export function formatSignedQuantity(quantity: number): string {
  return quantity > 0 ? `+${formatQuantity(quantity)}` : formatQuantity(quantity);
}

/** `1 lot`, `4 lots`. */
export function formatLots(lots: number): string {
  return `${formatQuantity(lots)} ${Math.abs(lots) === 1 ? 'lot' : 'lots'}`;
}

/** Money times a whole number, exact. */
export function times(value: Money, quantity: number): Money {
  return (value * quantity) as Money;
}

/** Difference of two amounts, exact. */
export function minus(left: Money, right: Money): Money {
  return (left - right) as Money;
}

/** One step of a price, by the instrument's tick; from nothing, one tick. */
export function stepPrice(typed: string, tickSize: number, steps: number): string {
  const tick = parseMoney(tickSize) ?? 500;
  const from = parseMoney(typed.trim()) ?? 0;
  return wireOf(Math.max(tick, from + steps * tick) as Money);
}

/** The price of the instrument's tick that is nearest to a place between two, at least one tick. */
export function nearestTick(place: number, tickSize: number): Money {
  const tick = Math.max(1, parseMoney(tickSize) ?? 500);
  return Math.max(tick, Math.round(place / tick) * tick) as Money;
}

/** An amount above zero as the wire takes it: `124.15`, `83.1225`. */
export function wireOf(value: Money): string {
  const text = String(value).padStart(5, '0');
  return `${text.slice(0, -4)}.${text.slice(-4)}`.replace(/(\.\d\d)0+$/, '$1');
}
