/** Currencies by sign, ISO 4217 code or common name. */
const CURRENCIES: Readonly<Record<string, string>> = {
  "€": "EUR",
  "£": "GBP",
  $: "USD",
  "¥": "JPY",
  "₹": "INR",
  eur: "EUR",
  euro: "EUR",
  euros: "EUR",
  gbp: "GBP",
  usd: "USD",
  chf: "CHF",
  sfr: "CHF",
  jpy: "JPY",
  czk: "CZK",
  dkk: "DKK",
  sek: "SEK",
  nok: "NOK",
  pln: "PLN",
  huf: "HUF",
  cad: "CAD",
  aud: "AUD",
  nzd: "NZD",
  inr: "INR",
  cny: "CNY",
  sgd: "SGD",
  hkd: "HKD",
  zar: "ZAR",
  brl: "BRL",
  mxn: "MXN",
  try: "TRY",
  ils: "ILS",
};

/** A unit: its canonical sign, and what one of it is in that sign. */
export interface UnitMeaning {
  readonly unit: string;
  readonly factor: number;
  /** What is measured, if the unit alone tells it. */
  readonly measure: string | null;
}

const TABLE: readonly (readonly [names: string, unit: string, measure: string | null])[] = [
  ["% percent pct percentage", "%", null],
  ["day days", "day", null],
  ["week weeks", "week", null],
  ["month months", "month", null],
  ["year years yr yrs", "year", null],
  ["hour hours h hr hrs", "h", null],
  ["minute minutes min mins", "min", null],
  ["second seconds sec secs s", "s", null],
  ["ms millisecond milliseconds", "ms", null],
  ["km kilometre kilometres kilometer kilometers", "km", null],
  ["m metre metres meter meters", "m", null],
  ["cm centimetre centimetres", "cm", null],
  ["mm millimetre millimetres", "mm", null],
  ["ft foot feet", "ft", null],
  ["mile miles", "mile", null],
  ["kg kilogram kilograms", "kg", null],
  ["g gram grams", "g", null],
  ["t tonne tonnes", "t", null],
  ["ton tons", "ton", null],
  ["acre acres", "acre", "area"],
  ["ha hectare hectares", "ha", "area"],
  ["m2 m² sqm", "m2", "area"],
  ["sqft ft2 ft²", "sqft", "area"],
  ["m3 m³", "m3", null],
  ["ml millilitre millilitres", "ml", null],
  ["litre litres liter liters", "l", null],
  ["w", "W", null],
  ["kw kilowatt kilowatts", "kW", null],
  ["mw megawatt megawatts", "MW", null],
  ["gw gigawatt gigawatts", "GW", null],
  ["kwh", "kWh", null],
  ["mwh", "MWh", null],
  ["gwh", "GWh", null],
  ["gb gigabyte gigabytes", "GB", null],
  ["tb terabyte terabytes", "TB", null],
  ["pb petabyte petabytes", "PB", null],
  ["mb megabyte megabytes", "MB", null],
  ["db", "dB", "sound level"],
  ["mph", "mph", null],
  ["°c celsius", "°C", null],
  ["kn", "kN", null],
  ["mpa", "MPa", null],
  ["bar", "bar", null],
  ["bps bp", "bp", null],
];

const UNITS = new Map<string, UnitMeaning>();
for (const [names, unit, measure] of TABLE)
  for (const name of names.split(" ")) UNITS.set(name, { unit, factor: 1, measure });

/** "€" → EUR; null if it names no currency. */
export function currencyOf(word: string): string | null {
  return Object.hasOwn(CURRENCIES, word) ? (CURRENCIES[word] ?? null) : null;
}

export function unitOf(word: string): UnitMeaning | null {
  return UNITS.get(word) ?? null;
}

/** Spans of time that a rate is per. */
export const PERIOD_WORDS: ReadonlySet<string> = new Set(
  "second minute hour day week month quarter year annum night shift".split(" "),
);

/**
 * The unit of a count: `FTE` for full-time equivalents, else none. What is counted stands in the attribute;
 * as a unit it would keep "42 people" and a table's bare "45" from being compared.
 */
export function countUnit(words: string): string | null {
  return /\b(?:fte|full-?time)\b/.test(words) ? "FTE" : null;
}
